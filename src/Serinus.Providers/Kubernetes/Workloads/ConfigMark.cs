using System.Collections.Frozen;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>That there is a ConfigMap or Secret of a version; what it holds is asked for when it matters.</summary>
/// <param name="Meta">Its name and version; labels and annotations are left out.</param>
/// <param name="IsOptedOut">Whether it asks not to be tracked.</param>
/// <param name="Content">For a copy that a rollout made: the hash of what was copied; null for others.</param>
internal sealed record ConfigMark(ObjectMeta Meta, bool IsOptedOut, string? Content) : IKubernetesObject
{
    /// <summary>Annotation of a copy: the hash of what was copied.</summary>
    public const string ContentAnnotation = "serinus.dev/content";

    private static readonly string[] optOuts = ["serinus.dev/config-tracking", "flagger.app/config-tracking"];

    /// <summary>Reads one of its metadata.</summary>
    public static ConfigMark Read(JsonElement json)
    {
        var meta = ObjectReader.Meta(json);
        return new ConfigMark(
            meta with
            {
                Labels = FrozenDictionary<string, string>.Empty,
                Annotations = FrozenDictionary<string, string>.Empty,
            },
            optOuts.Any(name => meta.Annotations.GetValueOrDefault(name) == "disabled"),
            meta.Annotations.GetValueOrDefault(ContentAnnotation)
        );
    }
}
