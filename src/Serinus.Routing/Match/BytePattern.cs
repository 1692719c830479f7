using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Serinus.Routing.Match;

/// <summary>
/// A regular expression over bytes read as UTF-8. It is compiled without backtracking, so its time is linear in the input, and
/// anchored at both ends: part of a value never matches.
/// </summary>
public sealed class BytePattern
{
    private const int StackChars = 256;

    private readonly Regex regex;

    /// <summary>Compiles a pattern; throws <see cref="ArgumentException"/> or <see cref="NotSupportedException"/> when it cannot be.</summary>
    /// <param name="pattern">The pattern, in .NET syntax without look-around, backreferences and atomic groups.</param>
    public BytePattern(string pattern)
    {
        // The pattern is compiled by itself first: "a)(b" is no pattern, and must not become one inside the anchors.
        _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        regex = new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        Pattern = pattern;
    }

    /// <summary>The pattern as configured.</summary>
    public string Pattern { get; }

    /// <summary>Whether the whole value matches.</summary>
    /// <param name="value">The value, read as UTF-8.</param>
    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        if (value.Length <= StackChars)
        {
            Span<char> chars = stackalloc char[StackChars];
            return regex.IsMatch(chars[..Encoding.UTF8.GetChars(value, chars)]);
        }

        var rented = ArrayPool<char>.Shared.Rent(value.Length);
        try
        {
            return regex.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetChars(value, rented)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
