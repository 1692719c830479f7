using System.Globalization;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A moment, as RFC 3339 writes it.</summary>
internal sealed class MomentShape : Shape
{
    public override string Words => "a time";

    public override string Cure => "write it as 2026-01-31T08:00:00Z";

    public override MapNode Schema(Func<string, string> sentenceOf) =>
        NodeMaking.Map(("type", NodeMaking.Text("string")), ("format", NodeMaking.Text("date-time")));

    public override object? Read(JsonElement value, string field, ObjectProblems problems) =>
        value.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParse(
            value.GetString(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : Wrong(value, field, problems);
}
