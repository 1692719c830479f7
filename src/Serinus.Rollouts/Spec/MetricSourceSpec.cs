using System.Collections.Immutable;

namespace Serinus.Rollouts.Spec;

/// <summary>Where an outside metric is measured.</summary>
public sealed record MetricSourceSpec
{
    /// <summary>What is spoken.</summary>
    public MetricSourceKind Kind { get; init; }

    /// <summary>Address, such as <c>http://prometheus:9090</c>; the whole URL for <see cref="MetricSourceKind.Web"/>.</summary>
    public required string Address { get; init; }

    /// <summary>The query, in which <c>{{ variable }}</c> stands for a value of the rollout or the metric.</summary>
    public string Query { get; init; } = "";

    /// <summary>Path of the value in a JSON answer, such as <c>{$.data.value}</c>; the whole answer when empty.</summary>
    public string JsonPath { get; init; } = "";

    /// <summary>Method of the request for <see cref="MetricSourceKind.Web"/>.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Body of the request, in which variables may stand; none when null.</summary>
    public string? Body { get; init; }

    /// <summary>Fields of the request.</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the server's certificate is not verified.</summary>
    public bool InsecureSkipVerify { get; init; }
}
