using Tomlyn.Syntax;

namespace Serinus.Providers.Tree;

/// <summary>Says in plain words what Tomlyn found wrong first.</summary>
internal static class TomlBreakage
{
    private static readonly (string Sign, string Message, string Cure)[] known =
    [
        ("while expecting a value", "a value is missing after =", "write one"),
        ("Expecting `=` after a key", "a key without =", "write key = value"),
        ("for an array", "a list is not closed", "add the missing ]"),
        ("<eof>` for a value", "a value or closing bracket is missing at the end", "close what is open"),
        (
            "for a value",
            "this is not a value of TOML",
            "put text in quotes; true, false, numbers and dates stand without"
        ),
        ("Invalid End-Of-File", "text in quotes is not closed", "add the closing quote"),
        ("Invalid newline in a string", "text in quotes is not closed on its line", "add the closing quote"),
        (
            "Unexpected escape character",
            "an unknown escape in text in double quotes",
            "write \\\\ for a backslash, or use single quotes"
        ),
        ("closebracket", "a table's name is not closed", "add the missing ]"),
        (
            "while expecting token `newline`",
            "something follows the value on its line",
            "begin a new line, or close the quotes on the line above"
        ),
        ("parse the date", "this is not a date", "write it as 2026-01-31T08:00:00Z"),
        ("parse integer", "the number is too large", "write a smaller one"),
        ("leading zero", "a number begins with 0", "remove the zero"),
    ];

    public static Breakage Explain(string text, DiagnosticsBag diagnostics)
    {
        var first = diagnostics.First(d => d.Kind == DiagnosticMessageKind.Error);
        var lines = text.AsSpan().Count('\n') + 1;
        var line = Math.Min(first.Span.Start.Line + 1, lines);
        var column = first.Span.Start.Column + 1;
        foreach (var (sign, message, cure) in known)
        {
            if (first.Message.Contains(sign, StringComparison.Ordinal))
                return new Breakage(line, column, message, cure);
        }

        return new Breakage(line, column, "this is not TOML", "check quotes and brackets here and on the line above");
    }

    public static Breakage AtEnd(string text) =>
        new(text.AsSpan().Count('\n') + 1, 1, "text in quotes is not closed at the end", "add the closing quote");
}
