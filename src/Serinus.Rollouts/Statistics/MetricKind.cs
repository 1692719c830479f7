using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>What a metric counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricKind>))]
public enum MetricKind
{
    /// <summary>Requests that failed.</summary>
    Errors,

    /// <summary>Requests that took longer than each of a list of times.</summary>
    Latency,
}
