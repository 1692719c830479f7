using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;
using Serinus.Routing.Split;

namespace Serinus.Orders;

/// <summary>Translates what a plan orders into what an edge does.</summary>
public static class OrderMaker
{
    // As many as an overlay takes.
    private const int EdgesMax = 8;

    /// <summary>The order of a rollout, as its state has it.</summary>
    public static EdgeOrder Of(RolloutSpec spec, RunState state)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(state);
        var traffic = state.Traffic;
        var (stable, canary) = state.IsSwapped ? (spec.Canary, spec.Stable) : (spec.Stable, spec.Canary);
        return new EdgeOrder
        {
            Overlay = new OverlayConfig
            {
                Name = spec.Name,
                Routes = spec.Routes,
                Stable = stable,
                Canary = canary,
                CanaryPercent = traffic.CanaryPercent,
                Match = [.. traffic.Match.Select(Match)],
                MirrorPercent = traffic.MirrorPercent,
                Cohort =
                    traffic.KeepsUsers && spec.Analysis.SessionAffinity is { } affinity
                        ? Cohort(spec, state.Revision, affinity)
                        : null,
                ExpiredCookie =
                    !traffic.KeepsUsers && spec.Analysis.SessionAffinity is { } past ? CookieOf(spec, past) : null,
                Generation = traffic.Generation,
                DurationEdges = Edges(spec.Analysis),
            },
            IsRunning =
                state.Phase is Phase.Progressing or Phase.WaitingPromotion or Phase.Promoting or Phase.Finalising,
            Lease = spec.Failsafe.Lease,
            OnLoss = spec.Failsafe.OnLoss,
            FastFailErrors = spec.Analysis.Sequential.FastFailErrors,
            FastFailRate = spec.Analysis.Sequential.FastFailRate,
        };
    }

    private static OverlayMatchConfig Match(RequestMatchSpec match) =>
        new()
        {
            Headers =
            [
                .. match.Values.Where(value => value.Header is not null).Select(value => Value(value.Header!, value)),
            ],
            Cookies =
            [
                .. match.Values.Where(value => value.Header is null).Select(value => Value(value.Cookie ?? "", value)),
            ],
        };

    private static ValueMatchConfig Value(string name, ValueSpec value) =>
        value.Test switch
        {
            ValueTest.Exact => new ValueMatchConfig(name, ValueKind.Exact, value.Text),
            ValueTest.Prefix => new ValueMatchConfig(name, ValueKind.Regex, $"(?s:{Regex.Escape(value.Text)}.*)"),
            ValueTest.Suffix => new ValueMatchConfig(name, ValueKind.Regex, $"(?s:.*{Regex.Escape(value.Text)})"),
            ValueTest.Regex => new ValueMatchConfig(name, ValueKind.Regex, value.Text),
            _ => new ValueMatchConfig(name, ValueKind.Present),
        };

    /// <summary>
    /// The canary has the lowest buckets, so a ramp only ever adds users to it, and nobody who was on it goes back before the end of the run.
    /// Salted with the version: each run picks other users, and knows no cookie of an earlier one.
    /// </summary>
    private static CohortConfig Cohort(RolloutSpec spec, string revision, SessionAffinitySpec affinity) =>
        new()
        {
            By = CohortKey.Cookie,
            Salt = $"rollout {spec.Name} {revision}",
            Policy = CohortPolicy.Evict,
            Cookie = CookieOf(spec, affinity),
            CookieMaxAge = affinity.MaxAge,
        };

    private static string CookieOf(RolloutSpec spec, SessionAffinitySpec affinity) =>
        affinity.CookieName.Length > 0 ? affinity.CookieName : Routing.Split.Cohort.DefaultCookieName(spec.Name);

    /// <summary>Objectives: those of the comparison, and limits of the edge's own metric.</summary>
    private static ImmutableArray<double> Edges(AnalysisSpec analysis) =>
        [
            .. analysis
                .Sequential.LatencyEdges.Select(edge => edge.TotalMilliseconds)
                .Concat(
                    analysis
                        .Metrics.Where(metric => metric is { Name: MetricSpec.Duration, Source: null })
                        .SelectMany(metric => new[] { metric.Max, metric.Min })
                        .OfType<double>()
                )
                .Where(edge => edge > 0)
                .Distinct()
                .Take(EdgesMax),
        ];
}
