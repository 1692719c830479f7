using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>A route that was built, and all it was built from: as long as that is the same, so is the route.</summary>
/// <param name="Owned">The route with its owner and canaries.</param>
/// <param name="Services">The Services it looks at.</param>
/// <param name="Resolutions">What they meant.</param>
/// <param name="Grants">The grants it looked at; null when it needs none.</param>
/// <param name="Route">The route; null when there is none to serve.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record BuiltRoute(
    OwnedRoute Owned,
    ImmutableArray<LiveService> Services,
    ImmutableArray<ServiceResolution> Resolutions,
    ImmutableDictionary<ObjectKey, ReferenceGrantObject>? Grants,
    RouteConfig? Route,
    ImmutableArray<Problem> Problems
)
{
    /// <summary>Which Services stood for two arms.</summary>
    public required ImmutableDictionary<ObjectKey, ImmutableArray<ServedCanary>> Pairs { get; init; }

    /// <summary>The Canaries that move its requests.</summary>
    public ImmutableArray<ObjectKey> Moved { get; init; } = [];

    /// <summary>Whether it would be built the same from an owned route.</summary>
    public bool IsOf(OwnedRoute owned)
    {
        if (ReferenceEquals(Owned, owned))
            return true;
        if (!ReferenceEquals(Owned.Plan, owned.Plan) || !ReferenceEquals(Owned.Slot, owned.Slot))
            return false;
        if (Owned.Canaries.Length != owned.Canaries.Length)
            return false;
        for (var i = 0; i < owned.Canaries.Length; i++)
        {
            if (!ReferenceEquals(Owned.Canaries[i].Slot, owned.Canaries[i].Slot))
                return false;
        }

        return true;
    }

    /// <summary>Whether what it looked at means the same in a view.</summary>
    public bool IsCurrent(ClusterView view, LivePairs pairs)
    {
        if (!ReferenceEquals(Pairs, pairs.Pairs) && Owned.Slot.Arms.Any(arm => HasChanged(arm.Service, pairs)))
            return false;
        for (var i = 0; i < Services.Length; i++)
        {
            if (!ReferenceEquals(Services[i].Resolution, Resolutions[i]))
                return false;
        }

        return Grants is null || ReferenceEquals(Grants, view.ReferenceGrants);
    }

    /// <summary>The same, looked at beside pairs that mean the same to it: those before them can be forgotten.</summary>
    public BuiltRoute Beside(LivePairs pairs) =>
        ReferenceEquals(Pairs, pairs.Pairs) ? this : this with { Pairs = pairs.Pairs };

    private bool HasChanged(ObjectKey service, LivePairs pairs)
    {
        var wasPair = Pairs.TryGetValue(service, out var before);
        var isPair = pairs.Pairs.TryGetValue(service, out var now);
        return wasPair != isPair || (isPair && !before.SequenceEqual(now));
    }
}
