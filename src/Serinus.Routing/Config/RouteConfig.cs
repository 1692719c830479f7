using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>A route: which requests it takes, what is done to them, and the backends that share them.</summary>
public sealed record RouteConfig
{
    /// <summary>Name; the route's identity. Its sequence and counters live on across reloads under this name.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the listeners it is served on; empty for all.</summary>
    public ImmutableArray<string> Listeners { get; init; } = [];

    /// <summary>Hosts: exact (<c>a.example.com</c>), wildcard (<c>*.example.com</c>: one or more labels in place of the star), empty for any.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Whether the star of a wildcard host stands for one label alone, as in a Kubernetes Ingress.</summary>
    public bool OneLabelWildcards { get; init; }

    /// <summary>Path condition; any path when absent.</summary>
    public PathConfig? Path { get; init; }

    /// <summary>Tried before every route of a lower priority, whatever the hosts and paths of the two; −1 000 000 to 1 000 000.</summary>
    public int Priority { get; init; }

    /// <summary>Methods taken, case-sensitive; empty for all.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Header conditions; all must hold. Fields of the same name are compared as one value joined by commas (RFC 9110 §5.3).</summary>
    public ImmutableArray<ValueMatchConfig> Headers { get; init; } = [];

    /// <summary>Query parameter conditions; all must hold. The first parameter of the name counts, byte for byte as sent: nothing is decoded.</summary>
    public ImmutableArray<ValueMatchConfig> Query { get; init; } = [];

    /// <summary>The weighted arms. The first is stable: it takes what falls back, and users of the highest cohort buckets.</summary>
    public ImmutableArray<BackendConfig> Backends { get; init; } = [];

    /// <summary>What is done to every request and response of the route, in order.</summary>
    public ImmutableArray<FilterConfig> Filters { get; init; } = [];

    /// <summary>Keeps a user on one backend; without it every request is split by weight alone.</summary>
    public CohortConfig? Cohort { get; init; }

    /// <summary>Lets trusted clients choose the backend themselves.</summary>
    public ForceConfig? Force { get; init; }

    /// <summary>Replays a canary's failure on stable.</summary>
    public FallbackConfig Fallback { get; init; } = new();

    /// <summary>Second tries on another endpoint of the same backend.</summary>
    public RetryConfig Retry { get; init; } = new();

    /// <summary>Time limits of an exchange on this route.</summary>
    public TimeoutsConfig Timeouts { get; init; } = new();

    /// <summary>Largest request body in bytes, answered 413 beyond; 0 for no limit of the route's own.</summary>
    public long BodyBytesMax { get; init; }

    /// <summary>Whether gRPC-Web of browsers is translated to gRPC for the backends.</summary>
    public bool GrpcWeb { get; init; }

    /// <summary>When the route was made; of two that match alike the older wins. Unknown counts as newest.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Where it stands in its source.</summary>
    public Origin? Origin { get; init; }
}
