using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Rollouts.Plan;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What is seen of a rollout and told in its status, beside what is remembered. Each field is written by one and read by any.</summary>
internal sealed class LiveFacts
{
    private volatile ImmutableSortedDictionary<string, string> configs = ImmutableSortedDictionary<
        string,
        string
    >.Empty;
    private volatile EdgesView edges = new();
    private volatile ObservedWeight? observed;
    private volatile Problems problems = new([]);

    /// <summary>What configuration holds, by hashes.</summary>
    public ImmutableSortedDictionary<string, string> Configs
    {
        get => configs;
        set => configs = value;
    }

    /// <summary>What the edges have.</summary>
    public EdgesView Edges
    {
        get => edges;
        set => edges = value;
    }

    /// <summary>What became of requests lately.</summary>
    public ObservedWeight? Observed
    {
        get => observed;
        set => observed = value;
    }

    /// <summary>What is wrong with what is asked for.</summary>
    public ImmutableArray<Problem> Wrong
    {
        get => problems.All;
        set => problems = new Problems(value);
    }

    private sealed record Problems(ImmutableArray<Problem> All);
}
