using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Where a metric is measured.</summary>
internal sealed record MetricProvider
{
    /// <summary>What is spoken.</summary>
    public required MetricProviderType Type { get; init; }

    /// <summary>Its address, such as `http://prometheus.monitoring:9090`; the whole URL for `web`, in which variables may stand.</summary>
    public string? Address { get; init; }

    /// <summary>A Secret of the template's namespace with `username` and `password`, or `token`, or, for `web`, fields of the request by their names.</summary>
    public NamedReference? SecretRef { get; init; }

    /// <summary>Whether the server's certificate is not verified.</summary>
    public bool InsecureSkipVerify { get; init; }

    /// <summary>Fields of the request.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Headers { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Method of the request for `web`.</summary>
    [Field(Pattern = "GET|POST", Cure = "GET or POST")]
    public string Method { get; init; } = "GET";

    /// <summary>Body of the request for `web`, in which variables may stand.</summary>
    public string? Body { get; init; }

    /// <summary>Path of the value in the answer for `web`, such as `{$.data.value}`; the whole answer when absent.</summary>
    public string JsonPath { get; init; } = "";

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Taken for compatibility and without effect: region of CloudWatch.</summary>
    public string? Region { get; init; }
}
