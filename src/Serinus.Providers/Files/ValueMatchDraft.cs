using Serinus.Providers.Files.Forms;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>A condition on a header or query parameter as it is written: the kind is the key.</summary>
internal sealed class ValueMatchDraft
{
    public string Name { get; set; } = "";

    public string? Exact { get; set; }

    public string? Regex { get; set; }

    public bool Present { get; set; }

    public ValueMatchConfig Make() =>
        Exact is not null ? new(Name, ValueKind.Exact, Exact)
        : Regex is not null ? new(Name, ValueKind.Regex, Regex)
        : new(Name, ValueKind.Present);

    public static void PresentIsTrue(MapNode map, string field, Reading reading)
    {
        if (
            map.Find("present")?.Value is ScalarNode
            {
                Kind: ScalarKind.Boolean,
                Text: not ("true" or "True" or "TRUE")
            } no
        )
            reading.Report(
                no,
                reading.Key(field, "present"),
                "present can only be true",
                "to match absence, let a later route take the rest"
            );
    }
}
