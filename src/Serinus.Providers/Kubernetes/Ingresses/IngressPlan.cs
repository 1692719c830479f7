using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>All that an Ingress says by itself. It is read once for each version of the Ingress.</summary>
/// <param name="Ingress">The Ingress.</param>
/// <param name="Slots">Its routes.</param>
/// <param name="Weights">The shares it gives to Services, or null.</param>
/// <param name="IsUnreadable">Whether its shares cannot be read, so that its last good version stays.</param>
/// <param name="Own">What our own annotations ask for.</param>
/// <param name="Canary">How it is reached when it is a canary of another Ingress, or null.</param>
/// <param name="Secrets">The Secrets of its certificates, each with its place and the hosts it is asked for.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record IngressPlan(
    IngressObject Ingress,
    ImmutableArray<RouteSlot> Slots,
    WeightAnnotation? Weights,
    bool IsUnreadable,
    OwnSettings Own,
    CanaryRules? Canary,
    ImmutableArray<(ObjectKey Key, string Field, ImmutableArray<string> Hosts)> Secrets,
    ImmutableArray<Problem> Problems
)
{
    /// <summary>How it wants its endpoints to be spoken to, or null.</summary>
    public UpstreamRules? Upstream { get; init; }

    /// <summary>The rollout it asks for, or null.</summary>
    public AskedRollout? Rollout { get; init; }

    public ObjectKey Key => Ingress.Meta.Key;

    /// <summary>Whether a Service is named by one of its paths.</summary>
    public bool Names(string service) =>
        Slots.Any(slot => slot.Arms.Any(arm => arm.Service.Name == service && arm.Service.Namespace == Key.Namespace));
}
