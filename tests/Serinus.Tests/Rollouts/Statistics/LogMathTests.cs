using CsCheck;
using MathNet.Numerics;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class LogMathTests
{
    [Fact]
    public void The_gamma_function_is_that_of_MathNet() =>
        Gen.Double[0.01, 1e6].Sample(x => Near(SpecialFunctions.GammaLn(x), LogMath.LogGamma(x), 1e-11));

    [Fact]
    public void The_beta_function_is_that_of_MathNet() =>
        Gen.Select(Gen.Double[0.1, 1e4], Gen.Double[0.1, 1e4])
            .Sample((a, b) => Near(SpecialFunctions.BetaLn(a, b), LogMath.LogBeta(a, b), 1e-9));

    [Theory]
    [InlineData(1e-20)]
    [InlineData(-1e-12)]
    [InlineData(1e-7)]
    [InlineData(-1e-4)]
    public void Small_numbers_keep_their_digits(double x) =>
        Assert.Equal(x - x * x / 2 + x * x * x / 3 - x * x * x * x / 4, LogMath.Log1P(x), Math.Abs(x) * 1e-15);

    [Fact]
    public void A_mean_of_logarithms_does_not_overflow()
    {
        Assert.Equal(1000, LogMath.LogMean([1000, 1000]), 1e-12);
        Assert.Equal(-1000 + Math.Log(0.5), LogMath.LogMean([-1000, -5000]), 1e-12);
        Assert.Equal(Math.Log(2.5), LogMath.LogMean([0, Math.Log(4)]), 1e-12);
    }

    [Fact]
    public void A_sum_of_logarithms_does_not_overflow()
    {
        Assert.Equal(2000, LogMath.LogSum(2000, -2000), 1e-12);
        Assert.Equal(Math.Log(7), LogMath.LogSum(Math.Log(3), Math.Log(4)), 1e-12);
    }

    private static bool Near(double expected, double actual, double relative) =>
        Math.Abs(expected - actual) <= relative * Math.Max(1, Math.Abs(expected));
}
