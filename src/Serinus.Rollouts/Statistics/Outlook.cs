namespace Serinus.Rollouts.Statistics;

/// <summary>
/// How many more requests a metric needs, about: what is missing to a line, over the growth of evidence if the arms are what they seem to be. With
/// little data they seem to be much alike, and as bad as such arms commonly are.
/// </summary>
internal static class Outlook
{
    /// <summary>Beyond so many requests no end can be seen.</summary>
    public const double RequestsMax = 1e8;

    /// <summary>What an arm is taken for before there is data: 0.5 % errors, 30 % above a latency edge, worth so many requests.</summary>
    private const double CommonWeight = 500;

    /// <summary>Requests of both arms by which the canary is taken to be like them.</summary>
    private const double AlikeWeight = 500;

    /// <summary>With less data than this part of what proof takes, the arms are taken for the same if nothing else leads to an end.</summary>
    private const double EnoughData = 2;

    /// <summary>More requests until harm is proven; infinite when there seems to be none.</summary>
    public static double ToFail(MetricEvidence metric, double line, double share)
    {
        var edge = metric.Edges[metric.WorstEdge];
        var (canary, stable, _) = Seem(metric.Guard, edge);
        var growth = metric.Guard.Limit is { } limit
            ? canary > limit
                ? Growth.Limit(canary, limit, share)
                : 0
            : Growth.Harm(canary, stable, share, metric.Guard.HarmMargin);
        return More(line - metric.LogHarm, growth, metric.Guard, edge);
    }

    /// <summary>More requests until safety is proven at every edge; infinite when one seems to be worse than the margin.</summary>
    public static double ToPass(MetricEvidence metric, double line, double share) =>
        metric.Edges.Max(edge => ToPass(edge, metric.Guard, line, share));

    private static double ToPass(EdgeEvidence edge, Guard guard, double line, double share)
    {
        var missing = line - edge.Tempered(edge.LogSafe, guard);
        var (canary, stable, both) = Seem(guard, edge);
        var more = More(missing, Safe(canary, stable, guard, share), guard, edge);
        if (double.IsFinite(more))
            return more;
        var growth = Safe(both, both, guard, share);
        var planned = More(line, growth, guard, edge);
        return edge.Totals.Requests < EnoughData * planned
            ? More(missing, growth, guard, edge)
            : double.PositiveInfinity;
    }

    private static double Safe(double canary, double stable, Guard guard, double share) =>
        guard.Limit is { } limit
            ? canary < limit
                ? Growth.Limit(canary, limit, share)
                : 0
            : Growth.Safe(canary, stable, share, guard.SafeMargin);

    /// <summary>Shares of bad requests, drawn towards what is common and towards each other as long as there is little data.</summary>
    private static (double Canary, double Stable, double Both) Seem(Guard guard, EdgeEvidence edge)
    {
        var (canary, stable) = (edge.Totals.Canary, edge.Totals.Stable);
        var common = guard.Limit / 2 ?? (guard.Kind == MetricKind.Errors ? 0.005 : 0.3);
        var both = (canary.Bad + stable.Bad + common * CommonWeight) / (edge.Totals.Requests + CommonWeight);
        return (Drawn(canary, both), Drawn(stable, both), both);
    }

    private static double Drawn(ArmCounts counts, double towards) =>
        (counts.Bad + towards * AlikeWeight) / (counts.Requests + AlikeWeight);

    private static double More(double missing, double growth, Guard guard, EdgeEvidence edge)
    {
        var more = missing <= 0 ? 0 : missing * edge.DividedBy(guard) / growth;
        return more <= RequestsMax ? more : double.PositiveInfinity;
    }
}
