using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>What a Service's port means now. The same instance as long as nothing of it changes.</summary>
/// <param name="Config">The service that is served; without endpoints when it cannot be.</param>
/// <param name="Ready">How many targets take new requests.</param>
/// <param name="IsSticky">Whether the Service asks that a client stays where it is.</param>
/// <param name="BodyBytesMax">Largest request body the Service asks for; 0 for none.</param>
/// <param name="Trouble">Why nothing can be reached, when that is not for lack of ready pods, or null.</param>
/// <param name="Cure">What to do about it.</param>
/// <param name="IsUnsupported">Whether that is for how it is to be spoken to.</param>
/// <param name="Problems">What is wrong with the Service itself.</param>
internal sealed record ServiceResolution(
    ServiceConfig Config,
    int Ready,
    bool IsSticky,
    long BodyBytesMax,
    string? Trouble,
    string Cure,
    bool IsUnsupported,
    ImmutableArray<Problem> Problems
)
{
    /// <summary>The certificate shown to its endpoints, or null.</summary>
    public CertificateConfig? Certificate { get; init; }

    /// <summary>Whether its Secret is there and cannot be read, so that its last good version stays.</summary>
    public bool IsUnreadable { get; init; }
}
