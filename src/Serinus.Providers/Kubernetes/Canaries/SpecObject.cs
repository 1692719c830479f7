using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>An object of which only what is asked for is of interest: a MetricTemplate, an AlertProvider.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="Spec">What is asked for; null when it cannot be read.</param>
/// <param name="Problems">What of it cannot be read.</param>
internal sealed record SpecObject<T>(ObjectMeta Meta, T? Spec, ImmutableArray<Problem> Problems) : IKubernetesObject
    where T : class
{
    /// <summary>Reads one. Nothing is thrown for a wrong one: what is wrong is a problem.</summary>
    /// <param name="json">The object.</param>
    /// <param name="kind">What problems call it.</param>
    public static SpecObject<T> Read(JsonElement json, string kind)
    {
        var meta = ObjectReader.Meta(json);
        var problems = new ObjectProblems(kind, meta.Key);
        var spec = json.Field("spec") is { } written ? (T?)Shapes.Of(typeof(T)).Read(written, "spec", problems) : null;
        var found = problems.ToImmutable();
        return new SpecObject<T>(meta, found.IsEmpty ? spec : null, found);
    }
}
