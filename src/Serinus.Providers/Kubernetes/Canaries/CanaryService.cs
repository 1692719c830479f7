using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>The Services that are made for a workload: one that everybody names, one of the primary's pods, and one of the canary's.</summary>
internal sealed record CanaryService
{
    /// <summary>Name of the Service that Ingresses name; the target's when absent. The others are called after it, with `-primary` and `-canary`.</summary>
    [Field(Pattern = Names.ObjectName, Cure = Names.ObjectCure)]
    public string? Name { get; init; }

    /// <summary>Its port.</summary>
    [Field(Minimum = 1, Maximum = 65535)]
    public required int Port { get; init; }

    /// <summary>Name of the port; `http` when absent.</summary>
    public string PortName { get; init; } = "http";

    /// <summary>Number or name of the pods' port; the Service's port when absent.</summary>
    public PortReference? TargetPort { get; init; }

    /// <summary>What is spoken on the port, as `appProtocol` of a Service.</summary>
    public string? AppProtocol { get; init; }

    /// <summary>`trafficDistribution` of the Services.</summary>
    public string? TrafficDistribution { get; init; }

    /// <summary>Whether every port of the target's containers becomes a port of the Services.</summary>
    public bool PortDiscovery { get; init; }

    /// <summary>Whether the Services have no address of their own (`clusterIP: None`).</summary>
    public bool Headless { get; init; }

    /// <summary>Metadata of the Service that everybody names.</summary>
    public ServiceMetadata Apex { get; init; } = new();

    /// <summary>Metadata of the primary's Service.</summary>
    public ServiceMetadata Primary { get; init; } = new();

    /// <summary>Metadata of the canary's Service.</summary>
    public ServiceMetadata Canary { get; init; } = new();

    /// <summary>Metadata that somebody else writes, and that stays.</summary>
    public UnmanagedMetadata UnmanagedMetadata { get; init; } = new();

    /// <summary>Taken for compatibility and without effect: hosts are those of Ingresses that name the Service.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Taken for compatibility and without effect: gateways of a mesh.</summary>
    public JsonElement? Gateways { get; init; }

    /// <summary>Taken for compatibility and without effect: gateways of routes that somebody else would make.</summary>
    public JsonElement? GatewayRefs { get; init; }

    /// <summary>Taken for compatibility and without effect: matches of routes that somebody else would make.</summary>
    public JsonElement? Match { get; init; }

    /// <summary>Taken for compatibility and without effect: rewrites are said by the Ingress.</summary>
    public JsonElement? Rewrite { get; init; }

    /// <summary>Taken for compatibility and without effect: the edge retries within its own budget.</summary>
    public JsonElement? Retries { get; init; }

    /// <summary>Taken for compatibility and without effect: headers are said by the Ingress.</summary>
    public JsonElement? Headers { get; init; }

    /// <summary>Taken for compatibility and without effect: copies of requests are asked for by `analysis.mirror`.</summary>
    public JsonElement? Mirror { get; init; }

    /// <summary>Taken for compatibility and without effect: the service answers preflight requests.</summary>
    public JsonElement? CorsPolicy { get; init; }

    /// <summary>Taken for compatibility and without effect: times are those of the edge.</summary>
    public string? Timeout { get; init; }

    /// <summary>Taken for compatibility and without effect: times are those of the edge.</summary>
    public string? BackendTimeout { get; init; }

    /// <summary>Taken for compatibility and without effect: a policy of a mesh.</summary>
    public JsonElement? TrafficPolicy { get; init; }

    /// <summary>Taken for compatibility and without effect: backends of a mesh.</summary>
    public JsonElement? Backends { get; init; }

    /// <summary>Taken for compatibility and without effect: name of a mesh.</summary>
    public string? MeshName { get; init; }

    /// <summary>Taken for compatibility and without effect: delegation of a mesh.</summary>
    public bool Delegation { get; init; }
}
