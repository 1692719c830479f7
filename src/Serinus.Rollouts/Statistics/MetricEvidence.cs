using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>
/// What one metric knows of a rollout: evidence that the canary does harm, and evidence that it does not. A value that is stored after each
/// block and goes on after a restart as if there had been none: to begin anew would double the chance of a false alarm.
/// </summary>
/// <remarks>
/// Evidence is an e-process: a stake against a hypothesis, whose mean does not grow while the hypothesis is true, whenever one looks. That it ever
/// grows 1/α times has a chance of α at most (Ville's inequality). So it may be looked at after every block and acted on at once.
/// </remarks>
public sealed record MetricEvidence
{
    /// <summary>How much of what was learned of the arms is kept when a step begins.</summary>
    private const double KeptAtStep = 0.25;

    /// <summary>What is asked.</summary>
    public required Guard Guard { get; init; }

    /// <summary>One for errors or for a single time, otherwise one for each latency edge, in their order.</summary>
    public required ImmutableArray<EdgeEvidence> Edges { get; init; }

    /// <summary>Evidence of harm from the origin of errors, in nats by alternative; empty where it cannot be used.</summary>
    public ImmutableArray<double> Origins { get; init; } = [];

    /// <summary>The largest evidence of harm there ever was, in nats; 0 at least.</summary>
    public double MaxLogHarm { get; init; }

    /// <summary>Before anything was seen.</summary>
    /// <exception cref="ArgumentException">The guard lacks something, or a number of it is out of range.</exception>
    public static MetricEvidence Start(Guard guard)
    {
        guard.Checked();
        var edges = guard.Edges is null || guard.OnlyAbove is not null ? 1 : guard.Edges.Count;
        var origins = guard is { Kind: MetricKind.Errors, Limit: null, HarmMargin.Absolute: 0 };
        return new MetricEvidence
        {
            Guard = guard,
            Edges = [.. Enumerable.Repeat(EdgeEvidence.Start, edges)],
            Origins = origins ? OriginMixture.Start : [],
        };
    }

    /// <summary>Counts of both arms since the rollout began, bad being above <see cref="WorstEdge"/>.</summary>
    [JsonIgnore]
    public BlockPair Totals => Edges[WorstEdge].Totals;

    /// <summary>Evidence of harm now, in nats: ln of the odds "evidence 140:1". Above ln(1/α) harm is proven.</summary>
    [JsonIgnore]
    public double LogHarm => Origins.IsEmpty ? LogMath.LogMean(HarmByEdge()) : ErrorHarm();

    /// <summary>Evidence of safety since the step began, in nats: the least of all edges. Above ln(1/β) harm as large as the margin is ruled out.</summary>
    [JsonIgnore]
    public double LogSafe => Edges.Min(edge => edge.Tempered(edge.LogSafe, Guard));

    /// <summary>The chance of as much evidence of harm as there ever was if there is none, at most: a p-value that may be looked at any time.</summary>
    [JsonIgnore]
    public double PValue => Math.Exp(-Math.Max(0, MaxLogHarm));

    /// <summary>The edge that explains: the one with the most evidence of harm or, while there is none, the least of safety.</summary>
    [JsonIgnore]
    public int WorstEdge
    {
        get
        {
            var harm = HarmByEdge();
            var worst = harm.AsSpan().IndexOf(harm.Max());
            if (harm[worst] > 0)
                return worst;
            var safe = Edges.Select(edge => edge.LogSafe).ToArray();
            return safe.AsSpan().IndexOf(safe.Min());
        }
    }

    /// <summary>The edge of <see cref="Totals"/>; null for errors.</summary>
    [JsonIgnore]
    public TimeSpan? SlowerThan =>
        Guard.Edges is not { } edges
            ? null
            : TimeSpan.FromMicroseconds(Guard.OnlyAbove ?? edges.Microseconds[WorstEdge]);

    /// <summary>By how much evidence is divided at <see cref="WorstEdge"/> because bad requests come in bunches; 1 when they come one by one.</summary>
    [JsonIgnore]
    public double Bunching => Edges[WorstEdge].DividedBy(Guard);

    /// <summary>What is known after a block of a metric with one way to be bad.</summary>
    /// <exception cref="InvalidOperationException">The metric counts latencies.</exception>
    public MetricEvidence Add(BlockPair block)
    {
        if (Guard.Kind != MetricKind.Errors)
            throw new InvalidOperationException($"{Guard.Name} counts latencies: a block of it has buckets");
        return With(
            [Edges[0].Add(block, Guard)],
            Origins.IsEmpty ? Origins : OriginMixture.Add(Origins, block, Guard.HarmMargin.Ratio, Guard.BunchMax)
        );
    }

    /// <summary>What is known after a block of latencies.</summary>
    /// <param name="canary">The canary's requests by bucket of the guard's edges, not cumulated.</param>
    /// <param name="stable">Stable's in the same way.</param>
    /// <exception cref="InvalidOperationException">The metric counts errors.</exception>
    /// <exception cref="ArgumentException">The number of buckets is not that of the edges.</exception>
    public MetricEvidence Add(ReadOnlySpan<long> canary, ReadOnlySpan<long> stable)
    {
        if (Guard.Edges is not { } edges)
            throw new InvalidOperationException($"{Guard.Name} counts errors: a block of it has no buckets");
        var (canarySlower, stableSlower) = (edges.Slower(canary), edges.Slower(stable));
        var first = Guard.OnlyAbove is { } only ? edges.Microseconds.BinarySearch(only) : 0;
        var next = ImmutableArray.CreateBuilder<EdgeEvidence>(Edges.Length);
        for (var i = 0; i < Edges.Length; i++)
            next.Add(Edges[i].Add(new BlockPair(canarySlower[first + i], stableSlower[first + i]), Guard));
        return With(next.MoveToImmutable(), Origins);
    }

    /// <summary>
    /// What is known as another step begins. Evidence of harm goes on; what was won is staked afresh, and what was learned is held less firmly, so
    /// that harm that only begins with this step is not outweighed by the steps before. Of safety no more is kept than a step needs: it
    /// stays proven as long as this step does not speak against it.
    /// </summary>
    /// <param name="rules">How sure the judge has to be.</param>
    /// <param name="anew">Whether safety has to be proven anew at each weight, from nothing, which takes as many requests every time.</param>
    public MetricEvidence NextStep(JudgeRules rules, bool anew = false)
    {
        var blocks = LogMath.LogMean([.. Edges.Select(edge => edge.LogHarm)]);
        var harm = Origins.IsEmpty ? blocks : LogMath.LogMean([blocks, LogMath.LogMean(Origins.AsSpan())]);
        return this with
        {
            Edges = [.. Edges.Select(edge => edge.NextStep(harm, anew ? 0 : rules.SafeLine(), KeptAtStep))],
            Origins = [.. Origins.Select(_ => harm)],
        };
    }

    /// <summary>Evidence of harm by edge, in nats.</summary>
    internal double[] HarmByEdge() => [.. Edges.Select(edge => edge.Tempered(edge.LogHarm, Guard))];

    /// <summary>Half is staked on blocks, half on origins: whichever is right for the errors at hand costs ln 2 more than alone.</summary>
    private double ErrorHarm() =>
        Edges[0].Tempered(LogMath.LogMean([Edges[0].LogHarm, LogMath.LogMean(Origins.AsSpan())]), Guard);

    private MetricEvidence With(ImmutableArray<EdgeEvidence> edges, ImmutableArray<double> origins)
    {
        var next = this with { Edges = edges, Origins = origins };
        return next with { MaxLogHarm = Math.Max(MaxLogHarm, next.LogHarm) };
    }
}
