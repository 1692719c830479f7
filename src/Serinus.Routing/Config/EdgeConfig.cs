using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Settings of the whole edge.</summary>
public sealed record EdgeConfig
{
    /// <summary>The admin endpoint; none when absent.</summary>
    public AdminConfig? Admin { get; init; }

    /// <summary>Reads routes from a Kubernetes cluster; none when absent.</summary>
    public KubernetesConfig? Kubernetes { get; init; }

    /// <summary>The access log; none when absent.</summary>
    public AccessLogConfig? AccessLog { get; init; }

    /// <summary>Metrics.</summary>
    public MetricsConfig Metrics { get; init; } = new();

    /// <summary>Everything read from a peer has a limit.</summary>
    public LimitsConfig Limits { get; init; } = new();

    /// <summary>Networks whose <c>X-Forwarded-*</c> and <c>Forwarded</c> fields are believed and extended, such as <c>10.0.0.0/8</c>. Nobody unless given: the fields are then replaced.</summary>
    public ImmutableArray<string> TrustedNetworks { get; init; } = [];

    /// <summary>Whether a <c>Forwarded</c> field (RFC 7239) is sent beside <c>X-Forwarded-*</c>.</summary>
    public bool SendForwarded { get; init; }

    /// <summary>File with 32 bytes or more that sign the cookies of cohorts and sessions; every replica needs the same. A random key of this process unless given.</summary>
    public string? SigningKeyFile { get; init; }

    /// <summary>Certificates from an ACME authority; none when absent.</summary>
    public AcmeConfig? Acme { get; init; }

    /// <summary>Other edges that serve the same routes; none when absent.</summary>
    public FleetConfig? Fleet { get; init; }

    /// <summary>Folder for what must outlive the program, such as the ACME account; made when it is missing, readable by its owner alone.</summary>
    public string StateFolder { get; init; } = "/var/lib/serinus";

    /// <summary>How long requests in flight may take to finish when the program is told to end.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long new connections are still accepted after readiness has begun to fail, so that load balancers notice first.</summary>
    public TimeSpan DrainDelay { get; init; }

    /// <summary>Loops (threads) that carry traffic; one per processor when 0.</summary>
    public int Loops { get; init; }

    /// <summary>Where it stands in its source.</summary>
    public Origin? Origin { get; init; }
}
