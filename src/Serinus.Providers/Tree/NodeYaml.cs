using System.Buffers;
using System.Globalization;
using System.Text;

namespace Serinus.Providers.Tree;

/// <summary>A tree as YAML that people read: blocks, and quotes only where a reader of YAML 1.1 or 1.2 would take text for something else.</summary>
internal static class NodeYaml
{
    private const int Step = 2;

    private static readonly SearchValues<char> plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./ ()+;=$^@"
    );

    private static readonly SearchValues<char> begins = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/"
    );

    // API servers and kubectl read YAML 1.1, where these are booleans.
    private static readonly HashSet<string> oldBooleans = new(StringComparer.OrdinalIgnoreCase)
    {
        "y",
        "n",
        "yes",
        "no",
        "on",
        "off",
    };

    /// <summary>The map as one document, with a line break at its end.</summary>
    public static string ToYaml(MapNode map)
    {
        var yaml = new StringBuilder();
        WriteMap(yaml, map, 0);
        return yaml.ToString();
    }

    private static void WriteMap(StringBuilder yaml, MapNode map, int indent)
    {
        for (var i = 0; i < map.Entries.Count; i++)
        {
            // The first key of a map in a list stands on the line of its dash.
            if (i > 0 || yaml.Length == 0 || yaml[^1] == '\n')
                yaml.Append(' ', indent);
            yaml.Append(Scalar(map.Entries[i].Key, isText: true)).Append(':');
            WriteValue(yaml, map.Entries[i].Value, indent);
        }
    }

    private static void WriteValue(StringBuilder yaml, Node value, int indent)
    {
        switch (value)
        {
            case MapNode { Entries.Count: 0 }:
                yaml.Append(" {}\n");
                break;
            case MapNode map:
                yaml.Append('\n');
                WriteMap(yaml, map, indent + Step);
                break;
            case ListNode { Items.Count: 0 }:
                yaml.Append(" []\n");
                break;
            case ListNode list:
                yaml.Append('\n');
                WriteList(yaml, list, indent + Step);
                break;
            case ScalarNode scalar when IsBlock(scalar):
                WriteBlock(yaml, scalar.Text, indent + Step);
                break;
            case ScalarNode scalar:
                yaml.Append(' ').Append(Scalar(scalar)).Append('\n');
                break;
        }
    }

    private static void WriteList(StringBuilder yaml, ListNode list, int indent)
    {
        foreach (var item in list.Items)
        {
            yaml.Append(' ', indent).Append('-');
            if (item is MapNode { Entries.Count: > 0 } map)
            {
                yaml.Append(' ');
                WriteMap(yaml, map, indent + Step);
            }
            else
                WriteValue(yaml, item, indent);
        }
    }

    /// <summary>Whether the text has lines, and every one of them stays as it is in a block.</summary>
    private static bool IsBlock(ScalarNode scalar) =>
        IsText(scalar)
        && scalar.Text.Contains('\n')
        && scalar.Text[0] is not (' ' or '\t' or '\n')
        && !scalar.Text.Split('\n').Any(line => line.EndsWith(' ') || line.Any(char.IsControl))
        && !scalar.Text.EndsWith("\n\n", StringComparison.Ordinal)
        && scalar.Text.All(c => c is '\n' or (>= ' ' and <= '~'));

    private static void WriteBlock(StringBuilder yaml, string text, int indent)
    {
        yaml.Append(text.EndsWith('\n') ? " |\n" : " |-\n");
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.Length > 0)
                yaml.Append(' ', indent).Append(line);
            yaml.Append('\n');
        }
    }

    private static string Scalar(ScalarNode scalar) =>
        scalar.Kind == ScalarKind.Null ? "null" : Scalar(scalar.Text, IsText(scalar));

    private static string Scalar(string text, bool isText) => !isText || IsPlain(text) ? text : Quoted(text);

    // YAML 1.1 takes U+0085, U+2028 and U+2029 for line breaks: whatever is not plain to see is written by its number.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c == '\n')
                quoted.Append("\\n");
            else if (c is (>= ' ' and <= '~') or (>= '\u00a1' and <= '\u00ff' and not '\u00ad'))
                quoted.Append(c);
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsText(ScalarNode scalar) => scalar.Kind is ScalarKind.Text or ScalarKind.Quoted;

    private static bool IsPlain(string text) =>
        text.Length > 0
        && begins.Contains(text[0])
        && !text.AsSpan().ContainsAnyExcept(plain)
        && !text.EndsWith(' ')
        && CoreSchema.Kind(text) == ScalarKind.Text
        && !oldBooleans.Contains(text);
}
