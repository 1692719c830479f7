namespace Serinus.Rollouts.Statistics;

/// <summary>One metric before the judge: its evidence, the lines, and what follows.</summary>
internal sealed class Case
{
    private readonly MetricEvidence metric;
    private readonly double harmLine;
    private readonly double safeLine;
    private readonly double safe;
    private readonly BlockPair totals;
    private readonly TimeSpan? slowerThan;

    public Case(MetricEvidence metric, double harmLine, double safeLine, Traffic? traffic)
    {
        this.metric = metric;
        this.harmLine = harmLine;
        this.safeLine = safeLine;
        safe = metric.LogSafe;
        totals = metric.Totals;
        slowerThan = metric.SlowerThan;
        // A line that was crossed stays crossed, however the numbers move afterwards.
        Verdict =
            metric.MaxLogHarm >= harmLine ? Verdict.Fail
            : safe >= safeLine ? Verdict.Pass
            : Verdict.Inconclusive;
        Harm = Verdict == Verdict.Fail ? metric.MaxLogHarm : metric.LogHarm;
        var share =
            traffic?.CanaryShare ?? (totals.Requests == 0 ? 0.5 : (double)totals.Canary.Requests / totals.Requests);
        ToPass = Verdict == Verdict.Inconclusive ? Outlook.ToPass(metric, safeLine, share) : 0;
        ToFail =
            Verdict == Verdict.Fail ? 0
            : Verdict == Verdict.Pass ? double.PositiveInfinity
            : Outlook.ToFail(metric, harmLine, share);
    }

    public Verdict Verdict { get; }

    /// <summary>Evidence of harm that counts, in nats.</summary>
    public double Harm { get; }

    /// <summary>More requests until it passes, about.</summary>
    public double ToPass { get; }

    /// <summary>More requests until it fails, about.</summary>
    public double ToFail { get; }

    public MetricVerdict Line()
    {
        var more = Math.Min(ToPass, ToFail);
        return new MetricVerdict
        {
            Name = metric.Guard.Name,
            Verdict = Verdict,
            Totals = totals,
            SlowerThan = slowerThan,
            LogHarm = Harm,
            HarmLine = harmLine,
            LogSafe = safe,
            SafeLine = safeLine,
            Bunching = metric.Bunching,
            MoreRequests = double.IsFinite(more) ? more : null,
            Reason = Reason(),
        };
    }

    public string Reason() =>
        (
            Verdict switch
            {
                Verdict.Fail => $"{Shares()}; evidence {Words.Odds(Harm)}, decision at {Words.Odds(harmLine)}",
                Verdict.Pass =>
                    $"{Shares()}; {Margin()} ruled out {Words.Odds(safe)}, decision at {Words.Odds(safeLine)}",
                _ =>
                    $"{Shares()}; evidence of harm {Words.Odds(Harm)} of {Words.Odds(harmLine)}, of safety {Words.Odds(safe)} of {Words.Odds(safeLine)}",
            }
        ) + (metric.Bunching < 1.1 ? "" : $", divided by {metric.Bunching:0.0} as bad requests come in bunches");

    private string Shares()
    {
        var what = slowerThan is { } edge ? $"slower than {Words.Latency(edge)}" : "errors";
        var against = metric.Guard.Limit is { } limit
            ? $"of {Words.Percent(limit)} allowed over {Words.Count(totals.Canary.Requests)} requests"
            : $"vs {Words.Percent(totals.Stable.Rate)} on stable over {Words.Count(totals.Requests)} requests";
        return $"{Words.Percent(totals.Canary.Rate)} {what} {against}";
    }

    private string Margin() =>
        metric.Guard.Limit is { } limit
            ? $"more than {Words.Percent(limit)}"
            : $"{Words.Percent(metric.Guard.SafeMargin.Tolerable(totals.Stable.Rate))} or more";
}
