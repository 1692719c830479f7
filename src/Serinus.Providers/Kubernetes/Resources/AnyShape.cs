using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>Anything, kept as it is.</summary>
internal sealed class AnyShape : Shape
{
    public override string Words => "anything";

    public override string Cure => "write anything";

    public override MapNode Schema(Func<string, string> sentenceOf) =>
        NodeMaking.Map(("x-kubernetes-preserve-unknown-fields", new ScalarNode(0, 0, ScalarKind.Boolean, "true")));

    public override object? Read(JsonElement value, string field, ObjectProblems problems) => value.Clone();
}
