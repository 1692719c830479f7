using System.Numerics;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>An exact share: a whole number divided by another, so that no percentage is rounded on its way to a weight.</summary>
internal readonly record struct Fraction
{
    private readonly BigInteger divisor;

    public Fraction(BigInteger dividend, BigInteger divisor)
    {
        var common = BigInteger.GreatestCommonDivisor(dividend, divisor);
        if (common.IsZero)
            common = BigInteger.One;
        Dividend = dividend / common;
        this.divisor = divisor / common;
    }

    public static Fraction Zero { get; } = new(0, 1);

    public static Fraction One { get; } = new(1, 1);

    public BigInteger Dividend { get; }

    public BigInteger Divisor => divisor.IsZero ? BigInteger.One : divisor;

    public bool IsZero => Dividend.IsZero;

    /// <summary>The exact value of a decimal number.</summary>
    public static Fraction Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = (new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | (uint)bits[0];
        var scale = (bits[3] >> 16) & 0xFF;
        return new Fraction(value < 0 ? -mantissa : mantissa, BigInteger.Pow(10, scale));
    }

    public static Fraction operator +(Fraction left, Fraction right) =>
        new(left.Dividend * right.Divisor + right.Dividend * left.Divisor, left.Divisor * right.Divisor);

    public static Fraction operator -(Fraction left, Fraction right) =>
        new(left.Dividend * right.Divisor - right.Dividend * left.Divisor, left.Divisor * right.Divisor);

    public static Fraction operator *(Fraction left, Fraction right) =>
        new(left.Dividend * right.Dividend, left.Divisor * right.Divisor);

    public static Fraction operator /(Fraction left, Fraction right) =>
        new(left.Dividend * right.Divisor, left.Divisor * right.Dividend);

    public static bool operator >(Fraction left, Fraction right) =>
        left.Dividend * right.Divisor > right.Dividend * left.Divisor;

    public static bool operator <(Fraction left, Fraction right) => right > left;

    public static Fraction Sum(IEnumerable<Fraction> fractions) => fractions.Aggregate(Zero, (sum, next) => sum + next);
}
