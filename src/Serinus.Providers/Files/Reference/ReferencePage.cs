using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Files.Forms;

namespace Serinus.Providers.Files.Reference;

/// <summary>Writes the reference of the configuration file, for people and for editors, from the schema that reads it.</summary>
public static class ReferencePage
{
    /// <summary>Name of the page.</summary>
    public const string PageName = "configuration.md";

    /// <summary>Name of the JSON Schema.</summary>
    public const string SchemaName = "serinus.schema.json";

    private const string Introduction = """
        # Configuration reference

        <!-- Generated from the schema by `./dev gen`; edit the documentation of the config records instead. -->

        Serinus reads one file, or every `*.yaml`, `*.yml` and `*.toml` file of a directory in order of their names. YAML and TOML have the
        same keys. YAML documents separated by `---` add up. A file that changes is read again at once; an object with a mistake is
        reported and its last good version stays in service. `serinus check --config PATH` finds mistakes beforehand.

        Editors that know JSON Schema complete and check keys with [serinus.schema.json](serinus.schema.json).

        | Value | Written as |
        |---|---|
        | text | as in YAML or TOML; in YAML numbers, `true` and `false` are taken as they are written |
        | duration | numbers with the units `d`, `h`, `m`, `s`, `ms`, the largest first: `5s`, `250ms`, `1m30s`, `1.5s`; or `0` |
        | size | bytes, or a number with `KiB`, `MiB`, `GiB`, `kB`, `MB` or `GB`: `4096`, `32KiB` |
        | weight | a number with decimals, all digits kept; a percent sign may follow: `90`, `33.333`, `39.3%` |
        | time | RFC 3339 with an offset, or a date: `2026-01-31T08:00:00Z`, `2026-01-31` |

        """;

    private static readonly JsonSerializerOptions indented = new()
    {
        WriteIndented = true,
        // The file is not embedded in HTML; quotes and dashes stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes page and schema into a directory.</summary>
    public static void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, PageName), Markdown());
        File.WriteAllText(Path.Combine(directory, SchemaName), JsonSchema());
    }

    /// <summary>The page.</summary>
    public static string Markdown()
    {
        var sentences = Sentences.Load();
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var map in AllMaps())
            WriteMap(page, map, sentences);
        return page.ToString();
    }

    /// <summary>The JSON Schema (2020-12).</summary>
    public static string JsonSchema()
    {
        var sentences = Sentences.Load();
        var definitions = new Definitions(f => sentences.Of(f.Documentation));
        var root = definitions.Describe(FileSchema.Form);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Serinus configuration",
        };
        foreach (var (key, value) in root)
            schema[key] = value?.DeepClone();
        schema["$defs"] = definitions.Maps;
        return schema.ToJsonString(indented).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>Every map once, a map before those it contains.</summary>
    private static List<IMapForm> AllMaps()
    {
        var maps = new List<IMapForm> { FileSchema.Form };
        for (var next = 0; next < maps.Count; next++)
        {
            var inside = maps[next]
                .Fields.SelectMany(f => f.Form.Maps())
                .Where(m => !maps.Contains(m))
                .Distinct()
                .ToArray();
            maps.InsertRange(next + 1, inside);
        }

        return maps;
    }

    private static void WriteMap(StringBuilder page, IMapForm map, Sentences sentences)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {map.Title}\n\n{sentences.Of(map.Documentation)}\n\n");
        page.Append("| Key | Value | Default | |\n|---|---|---|---|\n");
        var defaults = map.Defaults();
        foreach (var field in map.Fields)
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{field.Key}` | {Cell(field.Form.Reference)} | {Cell(Default(field, defaults))} | {Cell(sentences.Of(field.Documentation))} |\n"
            );
        foreach (var field in map.Fields.Where(f => f.Form.Choices.Any()))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n`{field.Key}` is one of\n\n");
            foreach (var (word, documentation) in field.Form.Choices)
                page.Append(CultureInfo.InvariantCulture, $"- `{word}`: {sentences.Of(documentation)}\n");
        }
    }

    private static string Default(Field field, object defaults)
    {
        if (field.Needed)
            return "required";
        var value = field.Default(defaults);
        var shown = value is null ? "" : field.Form.Show(value);
        return shown.Length == 0 ? "" : $"`{shown}`";
    }

    // A bar would end the cell.
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
