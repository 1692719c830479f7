using System.Text.RegularExpressions;

namespace Serinus.Fuzz.Targets;

/// <summary>RFC 9110 and RFC 9112 once more, as regular expressions over Latin-1: slow, short, and nobody's code but theirs.</summary>
internal static partial class Grammar
{
    private const string Token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private const string Fields = $@"(?:(?<name>{Token}):(?<value>[^\x00-\x08\x0A-\x1F\x7F]*)\r\n)*\r\n\z";

    [GeneratedRegex($@"\A(?:\r\n)?(?<method>{Token}) (?<target>[^\x00-\x20\x7F]+) HTTP/1\.(?<minor>[01])\r\n" + Fields)]
    public static partial Regex Request();

    [GeneratedRegex(
        @"\AHTTP/1\.[0-9] (?<status>[1-5][0-9][0-9])(?: (?<reason>[^\x00-\x08\x0A-\x1F\x7F]*))?\r\n" + Fields
    )]
    public static partial Regex Response();

    [GeneratedRegex(@"\A" + Fields)]
    public static partial Regex FieldSection();

    /// <summary>Chunk size with what may follow it on its line.</summary>
    [GeneratedRegex(@"\G(?<size>[0-9A-Fa-f]{1,15})(?:[ \t]*;[^\x00-\x08\x0A-\x1F\x7F]*)?\r\n")]
    public static partial Regex ChunkLine();

    /// <summary>Names and values of a match, as one text.</summary>
    public static string FieldsOf(Match match) =>
        string.Concat(
            match
                .Groups["name"]
                .Captures.Zip(
                    match.Groups["value"].Captures,
                    (name, value) => $"{name.Value}: {value.Value.Trim(' ', '\t')}\n"
                )
        );

    /// <summary>Values of all fields of a name, whatever its case.</summary>
    public static string[] ValuesOf(Match match, string wanted) =>
        [
            .. match
                .Groups["name"]
                .Captures.Zip(match.Groups["value"].Captures)
                .Where(field => field.First.Value.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                .Select(field => field.Second.Value.Trim(' ', '\t')),
        ];
}
