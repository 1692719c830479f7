using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Discovery;

/// <summary>The versions in which a kind may be followed.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
/// <param name="Versions">The best first.</param>
/// <param name="WithoutBest">What is lost when only a later one is allowed.</param>
/// <param name="WithoutAny">What is lost when none is allowed.</param>
internal sealed record Candidate(
    ResourceKind Kind,
    bool IsNamespaced,
    ImmutableArray<ResourceType> Versions,
    string WithoutBest,
    string WithoutAny
)
{
    private const string Networking = "networking.k8s.io";
    private const string Discovery = "discovery.k8s.io";
    private const string Gateway = "gateway.networking.k8s.io";

    /// <summary>What is lost where the server has none of the versions; null when nothing is.</summary>
    public string? IfAbsent { get; init; }

    /// <summary>That it is not there, though it is needed.</summary>
    public Problem ToProblem() =>
        new()
        {
            Severity = Severity.Error,
            Object = new ObjectId(Kinds.Cluster, ""),
            Message = $"the cluster has no kind {Versions[0].Plural}.{Versions[0].Group}: {IfAbsent}",
            Cure = "install its definition; ours are in deploy/manifests/crds: kubectl apply -k deploy/manifests/crds",
        };

    /// <summary>What rollouts need beside <see cref="All"/>.</summary>
    public static readonly ImmutableArray<Candidate> Rollouts =
    [
        new(
            ResourceKind.Canary,
            true,
            [new("serinus.dev", "v1", "canaries")],
            "",
            "no Canary is acted on, and no rollout serves"
        )
        {
            IfAbsent = "no rollout can be asked for",
        },
    ];

    public static readonly ImmutableArray<Candidate> All =
    [
        new(
            ResourceKind.Ingress,
            true,
            [
                new(Networking, "v1", "ingresses"),
                new(Networking, "v1beta1", "ingresses"),
                new("extensions", "v1beta1", "ingresses"),
            ],
            "they are read as extensions/v1beta1, which Kubernetes 1.22 no longer serves",
            "no Ingress is served"
        ),
        new(ResourceKind.Service, true, [new("", "v1", "services")], "", "no Ingress that names a Service is served"),
        new(
            ResourceKind.Endpoints,
            true,
            [
                new(Discovery, "v1", "endpointslices"),
                new(Discovery, "v1beta1", "endpointslices"),
                new("", "v1", "endpoints"),
            ],
            "Endpoints are read instead, which tell neither zones nor which pods are about to end",
            "Services have no endpoints"
        ),
        new(
            ResourceKind.IngressClass,
            false,
            [new(Networking, "v1", "ingressclasses"), new(Networking, "v1beta1", "ingressclasses")],
            "",
            "Ingresses are chosen by the names of their classes alone"
        ),
        new(
            ResourceKind.ReferenceGrant,
            true,
            [new(Gateway, "v1", "referencegrants"), new(Gateway, "v1beta1", "referencegrants")],
            "",
            "no backend of another namespace is served"
        ),
    ];
}
