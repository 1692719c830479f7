namespace Serinus.Providers.Tree;

/// <summary>Resolves plain YAML values by the core schema of YAML 1.2 (§10.3.2): <c>yes</c>, <c>on</c> and <c>1:30</c> are text.</summary>
internal static class CoreSchema
{
    public static ScalarKind Kind(string text) =>
        text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
            "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
            _ => IsNumber(text) ? ScalarKind.Number : ScalarKind.Text,
        };

    // Octal, hexadecimal, infinity and not-a-number stay text: no setting takes them, and the message then shows them as written.
    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        var rest = text[0] is '-' or '+' ? text[1..] : text;
        var exponent = rest.IndexOfAny('e', 'E');
        if (exponent >= 0)
        {
            var power = rest[(exponent + 1)..];
            if (power.Length > 0 && power[0] is '-' or '+')
                power = power[1..];
            if (power.Length == 0 || power.ContainsAnyExceptInRange('0', '9'))
                return false;
            rest = rest[..exponent];
        }

        var point = rest.IndexOf('.');
        var whole = point < 0 ? rest : rest[..point];
        var fraction = point < 0 ? [] : rest[(point + 1)..];
        return whole.Length + fraction.Length > 0
            && !whole.ContainsAnyExceptInRange('0', '9')
            && !fraction.ContainsAnyExceptInRange('0', '9');
    }
}
