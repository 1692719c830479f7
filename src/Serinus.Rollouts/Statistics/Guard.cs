namespace Serinus.Rollouts.Statistics;

/// <summary>What one metric of a rollout is asked to prove. A rollout keeps the guards it began with.</summary>
public sealed record Guard
{
    /// <summary>The name it has in verdicts, such as <c>errors</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What is counted.</summary>
    public required MetricKind Kind { get; init; }

    /// <summary>The times at which latencies are counted; null for errors.</summary>
    public LatencyEdges? Edges { get; init; }

    /// <summary>The one edge that is judged, in microseconds; null when all are.</summary>
    public long? OnlyAbove { get; init; }

    /// <summary>
    /// The share of the canary's requests that may be bad, between 0 and 1, whatever stable does; null when the canary is compared with stable. "99 %
    /// within 500 ms" is 0.01 above 500 ms.
    /// </summary>
    public double? Limit { get; init; }

    /// <summary>
    /// How much worse than stable the canary may be before it counts as harm: ratio · stable + absolute. For latency a tenth more slow requests by
    /// default, as no two groups of servers are quite as fast as each other and much traffic proves the least of differences; for errors none.
    /// </summary>
    public Margin HarmMargin { get; init; } = Margin.None;

    /// <summary>How much worse is to be ruled out before a step passes.</summary>
    public Margin SafeMargin { get; init; } = Margin.None;

    /// <summary>Whether evidence is lessened where bad requests come in bunches. True by default.</summary>
    public bool Temper { get; init; } = true;

    /// <summary>
    /// How many requests may be bad for one cause, at most, as far as is known beforehand; 1 when each is bad by itself. Evidence is divided by it
    /// from the first request on, and then holds for requests that depend on each other in groups of up to so many.
    /// </summary>
    public double BunchMax { get; init; } = 1;

    /// <summary>The canary's errors are held against stable's.</summary>
    public static Guard Errors(string name = "errors") =>
        new()
        {
            Name = name,
            Kind = MetricKind.Errors,
            SafeMargin = Margin.Errors,
        };

    /// <summary>The canary's latencies are held against stable's, at every edge; a tenth more slow requests is no harm yet.</summary>
    public static Guard Latency(LatencyEdges? edges = null, string name = "latency") =>
        new()
        {
            Name = name,
            Kind = MetricKind.Latency,
            Edges = edges ?? LatencyEdges.Standard,
            HarmMargin = Margin.SlightlySlower,
            SafeMargin = Margin.Latency,
        };

    /// <summary>At most this share of the canary's requests may fail.</summary>
    /// <param name="limit">Share between 0 and 1.</param>
    /// <param name="name">Name in verdicts.</param>
    public static Guard ErrorsBelow(double limit, string name = "errors") =>
        new()
        {
            Name = name,
            Kind = MetricKind.Errors,
            Limit = limit,
        };

    /// <summary>At most this share of the canary's requests may take longer than a time.</summary>
    /// <param name="edges">The times at which latencies are counted; <paramref name="time"/> is one of them.</param>
    /// <param name="time">The time, such as 500 ms.</param>
    /// <param name="limit">Share between 0 and 1: 0.01 for the 99th percentile.</param>
    /// <param name="name">Name in verdicts.</param>
    public static Guard LatencyBelow(LatencyEdges edges, TimeSpan time, double limit, string name = "latency") =>
        new()
        {
            Name = name,
            Kind = MetricKind.Latency,
            Edges = edges,
            OnlyAbove = time.Ticks / TimeSpan.TicksPerMicrosecond,
            Limit = limit,
        };

    /// <summary>This guard when it can be used.</summary>
    /// <exception cref="ArgumentException">Something it needs is missing, or a number is out of its range.</exception>
    internal Guard Checked()
    {
        HarmMargin.Checked();
        SafeMargin.Checked();
        if (Limit is not (null or (> 0 and < 1)))
            throw new ArgumentOutOfRangeException(nameof(Limit), Limit, "a limit is between 0 and 1");
        if (BunchMax is not (>= 1 and < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(BunchMax), BunchMax, "a bunch has one request at least");
        if (Kind == MetricKind.Latency != Edges is not null)
            throw new ArgumentException("latency has edges, errors have none", nameof(Edges));
        if (OnlyAbove is { } edge && Edges?.Microseconds.Contains(edge) != true)
            throw new ArgumentException($"{edge} µs is not a latency edge", nameof(OnlyAbove));
        return this;
    }
}
