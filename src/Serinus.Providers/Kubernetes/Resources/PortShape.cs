using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A port by number or by name.</summary>
internal sealed class PortShape : Shape
{
    private const int PortMax = 65535;

    public override string Words => "a port";

    public override string Cure => "write its number or its name";

    public override MapNode Schema(Func<string, string> sentenceOf) =>
        NodeMaking.Map(
            ("x-kubernetes-int-or-string", new ScalarNode(0, 0, ScalarKind.Boolean, "true")),
            (
                "anyOf",
                NodeMaking.List([
                    NodeMaking.Map(("type", NodeMaking.Text("integer"))),
                    NodeMaking.Map(("type", NodeMaking.Text("string"))),
                ])
            )
        );

    public override object? Read(JsonElement value, string field, ObjectProblems problems)
    {
        if (
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number)
            && number is > 0 and <= PortMax
        )
            return new PortReference(number, null);
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } name)
            return int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out var digits)
                ? new PortReference(digits, null)
                : new PortReference(0, name);
        return Wrong(value, field, problems);
    }
}
