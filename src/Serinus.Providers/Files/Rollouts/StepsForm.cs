using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Files.Forms;
using Serinus.Providers.Tree;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>Steps: a list, or weights in one line.</summary>
internal sealed class StepsForm(Form<ImmutableArray<StepSpec>> list) : Form<StepsDraft>
{
    public override string Words => "a list of steps";

    public override string Cure => "write [{ setWeight: 10 }, { analysis: {} }], or \"1%, 10%, 50% every 5m\"";

    public override string Reference => $"{list.Reference}, or text such as `1%, 10%, 50% every 5m`";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, list.Describe(definitions)) };

    public override string Show(object value) => "";

    public override IEnumerable<IMapForm> Maps() => list.Maps();

    public override StepsDraft Read(Node node, string field, Reading reading)
    {
        if (node is ListNode)
            return new StepsDraft(list.Read(node, field, reading), null);
        if (node is not ScalarNode { Kind: not ScalarKind.Null } line)
        {
            reading.ReportWrong(node, field, this);
            return new StepsDraft([], null);
        }

        var read = ShortSteps.Read(line.Text, out var problem);
        if (read is null)
            reading.Report(node, field, problem!, ShortSteps.Cure);
        // What the line says is weights and an interval: problems found later speak of those.
        reading.Place("stepWeights", node);
        return new StepsDraft([], read);
    }
}
