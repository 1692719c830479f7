using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>True or false.</summary>
internal sealed class FlagShape : Shape
{
    public override string Words => "a boolean";

    public override string Cure => "write true or false";

    public override MapNode Schema(Func<string, string> sentenceOf) =>
        NodeMaking.Map(("type", NodeMaking.Text("boolean")));

    public override string Show(object value) => value is true ? "true" : "false";

    public override object? Read(JsonElement value, string field, ObjectProblems problems) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : Wrong(value, field, problems);
}
