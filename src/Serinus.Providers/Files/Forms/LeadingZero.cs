using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>Numbers that begin with a zero are octal in YAML 1.1 and decimal in YAML 1.2, so they are refused.</summary>
internal static class LeadingZero
{
    public static bool In(ReadOnlySpan<char> text)
    {
        var digits = text.TrimStart("+-");
        return digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
    }

    public static (string Message, string Cure) Explain(ScalarNode scalar) =>
        ($"{scalar.Words} begins with a zero, which some take for octal", "remove the zero");
}
