using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>What a check found, or what the evidence of a step says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Not enough is known yet.</summary>
    Inconclusive,

    /// <summary>As good as it must be; of evidence: harm as large as the margin is ruled out for every metric.</summary>
    Pass,

    /// <summary>Worse than it may be; of evidence: harm is proven for a metric.</summary>
    Fail,
}
