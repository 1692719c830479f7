namespace Serinus.Routing.Config;

/// <summary>How rollouts of a cluster are led: what <c>Canary</c> objects and the annotation <c>serinus.dev/rollout</c> of Ingresses ask for. Read at start.</summary>
public sealed record KubernetesRolloutsConfig
{
    /// <summary>Whether this replica leads rollouts when no other does. Every replica serves them.</summary>
    public bool Lead { get; init; } = true;

    /// <summary>Namespace of the Lease by which replicas agree who leads; the edge's own unless given.</summary>
    public string? Namespace { get; init; }

    /// <summary>
    /// Service, as <c>namespace/name</c>, whose endpoints are the admin endpoints of all edges, so that the one that leads counts the requests of all;
    /// best a headless one with a port named <c>admin</c>. Only the leader's own requests count unless given.
    /// </summary>
    public string? PeersService { get; init; }

    /// <summary>Whether <c>Canary</c>, <c>MetricTemplate</c> and <c>AlertProvider</c> objects of <c>flagger.app/v1beta1</c> are acted on too. Not while a Flagger leads in the cluster.</summary>
    public bool Flagger { get; init; }

    /// <summary>Namespace in which a Flagger would hold its Lease, such as <c>flagger-system</c>: the right to get leases there is enough then. Every namespace unless given, by the right to list leases.</summary>
    public string? FlaggerNamespace { get; init; }
}
