using Serinus.Providers.Files.Forms;
using Serinus.Providers.Tree;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>A condition on one value as it is written: the kind is the key.</summary>
internal sealed class ValueDraft
{
    public string? Exact { get; set; }

    public string? Prefix { get; set; }

    public string? Suffix { get; set; }

    public string? Regex { get; set; }

    public bool Present { get; set; }

    public ValueSpec Make() =>
        Exact is not null ? new() { Test = ValueTest.Exact, Text = Exact }
        : Prefix is not null ? new() { Test = ValueTest.Prefix, Text = Prefix }
        : Suffix is not null ? new() { Test = ValueTest.Suffix, Text = Suffix }
        : Regex is not null ? new() { Test = ValueTest.Regex, Text = Regex }
        : new() { Test = ValueTest.Present };

    public static void PresentIsTrue(MapNode map, string field, Reading reading)
    {
        if (
            map.Find("present")?.Value is ScalarNode
            {
                Kind: ScalarKind.Boolean,
                Text: not ("true" or "True" or "TRUE")
            } no
        )
            reading.Report(no, reading.Key(field, "present"), "present can only be true", "leave the condition out");
    }
}
