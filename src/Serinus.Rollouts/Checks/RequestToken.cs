namespace Serinus.Rollouts.Checks;

/// <summary>A token of HTTP (RFC 9110 §5.6.2): names of headers and cookies.</summary>
internal static class RequestToken
{
    private const int LengthMax = 256;

    public static bool Is(string text) =>
        text.Length is > 0 and <= LengthMax
        && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
