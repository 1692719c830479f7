using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What a canary may refer to, as it is known now.</summary>
internal sealed record CanaryReferences
{
    public static readonly CanaryReferences None = new();

    public ImmutableDictionary<ObjectKey, SpecObject<MetricTemplateSpec>> MetricTemplates { get; init; } =
        ImmutableDictionary<ObjectKey, SpecObject<MetricTemplateSpec>>.Empty;

    public ImmutableDictionary<ObjectKey, SpecObject<AlertProviderSpec>> AlertProviders { get; init; } =
        ImmutableDictionary<ObjectKey, SpecObject<AlertProviderSpec>>.Empty;

    /// <summary>Secrets that templates and providers name, as far as they could be read.</summary>
    public ImmutableDictionary<ObjectKey, SecretObject> Secrets { get; init; } =
        ImmutableDictionary<ObjectKey, SecretObject>.Empty;
}
