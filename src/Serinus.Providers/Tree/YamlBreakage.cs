using YamlDotNet.Core;

namespace Serinus.Providers.Tree;

/// <summary>Says in plain words what YamlDotNet found wrong.</summary>
internal static class YamlBreakage
{
    private static readonly (string Sign, string Message, string Cure)[] known =
    [
        ("found invalid mapping", "a second colon on one line", "put the value in quotes, or check the indentation"),
        ("could not find expected ':'", "a key without a colon", "write key: value, with a space after the colon"),
        (
            "found unexpected end of stream",
            "text in quotes is not closed",
            "add the closing quote; a quote mark inside text in single quotes is written twice"
        ),
        (
            "unknown escape character",
            "an unknown escape in text in double quotes",
            "write \\\\ for a backslash, or use single quotes"
        ),
        (
            "character that cannot start any token",
            "a value begins with a character that YAML keeps for itself (@, ` or %)",
            "put the value in quotes"
        ),
        (
            "did not find expected '-' indicator",
            "a key stands between list items",
            "indent it as a part of the item, or begin it with -"
        ),
        (
            "did not find expected key",
            "this line does not fit into the map above it",
            "indent it as far as the other keys of its map, or put the value before it in quotes"
        ),
        (
            "Block sequence entries are not allowed",
            "a list item stands on the line of its key",
            "begin the list on the next line, or write [a, b]"
        ),
        (
            "Mapping values are not allowed",
            "a second colon on one line",
            "put the value in quotes, or check the indentation"
        ),
        ("did not find expected ',' or ']'", "a list in brackets is not closed", "add the missing ] or comma"),
        ("did not find expected ',' or '}'", "a map in braces is not closed", "add the missing } or comma"),
        (
            "did not find expected node content",
            "a value is missing before a bracket, brace or the end of the file",
            "close what is open, and remove what was never opened"
        ),
        ("expected <document end>", "something follows the end of the configuration", "check brackets and indentation"),
    ];

    public static Breakage Explain(string text, Exception failure, Mark last)
    {
        var at = failure is YamlException { Start.Line: > 0 } yaml ? yaml.Start : last;
        var (line, column) = ((int)at.Line, (int)at.Column);
        if (FindTab(text, line) is { } tab)
            return new Breakage(tab.Line, tab.Column, "the line is indented with a tab", "indent with spaces");
        foreach (var (sign, message, cure) in known)
        {
            if (failure.Message.Contains(sign, StringComparison.Ordinal))
                return new Breakage(line, column, message, cure);
        }

        return failure is InvalidOperationException
            ? new Breakage(
                line,
                column,
                "brackets or braces opened before here are not closed",
                "add the missing ] or }"
            )
            : new Breakage(
                line,
                column,
                "this is not YAML",
                "check indentation, quotes and brackets here and on the line above"
            );
    }

    // A tab is named as the cause when it indents the line at fault or the one after it, where a scanner only notices the line before.
    private static (int Line, int Column)? FindTab(string text, int line)
    {
        var number = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            number++;
            if (number > line + 1)
                break;
            var indent = content[..(content.Length - content.TrimStart(" \t").Length)];
            if (number >= line && indent.Length < content.Length && indent.Contains('\t'))
                return (number, indent.IndexOf('\t') + 1);
        }

        return null;
    }
}
