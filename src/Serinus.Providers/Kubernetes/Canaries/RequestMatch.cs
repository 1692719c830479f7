using System.Collections.Immutable;
using System.Text.Json;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Requests that go to the canary whatever its weight: all conditions must hold.</summary>
internal sealed record RequestMatch
{
    /// <summary>Conditions on headers, by their names in any case.</summary>
    public ImmutableDictionary<string, TextMatch> Headers { get; init; } = ImmutableDictionary<string, TextMatch>.Empty;

    /// <summary>Conditions on cookies, by their names.</summary>
    public ImmutableDictionary<string, TextMatch> Cookies { get; init; } = ImmutableDictionary<string, TextMatch>.Empty;

    /// <summary>Taken for compatibility and without effect: labels of pods that ask through a mesh.</summary>
    public JsonElement? SourceLabels { get; init; }
}
