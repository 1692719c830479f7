using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>What the evidence of a step says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Neither is proven yet: more data is needed.</summary>
    Inconclusive,

    /// <summary>Harm as large as the margin is ruled out for every metric.</summary>
    Pass,

    /// <summary>Harm is proven for a metric.</summary>
    Fail,
}
