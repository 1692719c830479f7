using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Checks what a rollout lays over routes.</summary>
internal static class OverlayChecks
{
    // Each request of the route asks them one after the other.
    private const int MatchesMax = 16;
    private const int ConditionsMax = 16;
    private const int EdgesMax = 8;

    /// <summary>Shares are whole parts of a million.</summary>
    private const int DecimalsMax = 4;

    public static void Check(OverlayConfig config, ObjectReport report)
    {
        ValueChecks.Name(report, "stable", config.Stable);
        ValueChecks.Name(report, "canary", config.Canary);
        if (config.Stable == config.Canary)
            report.Error("canary", $"{config.Canary} is stable too", "name two backends");
        CheckPercent("canaryPercent", config.CanaryPercent, report);
        CheckPercent("mirrorPercent", config.MirrorPercent, report);
        if (config.Match.Length > MatchesMax)
            report.Error("match", $"there are {config.Match.Length} matches", $"use {MatchesMax} at most");
        for (var i = 0; i < config.Match.Length; i++)
            CheckMatch($"match[{i}]", config.Match[i], report);
        if (config.Cohort is { } cohort)
            PolicyChecks.CheckCohort(cohort, report);
        if (config.ExpiredCookie is { } expired)
            ValueChecks.CookieName(report, "expiredCookie", expired);
        CheckEdges(config.DurationEdges, report);
    }

    private static void CheckPercent(string field, decimal percent, ObjectReport report)
    {
        if (percent is < 0 or > 100)
            report.Error(
                field,
                ValueChecks.Invariant($"{percent} % is {(percent < 0 ? "below 0" : "above 100")}"),
                "use 0 to 100"
            );
        else if (decimal.Round(percent, DecimalsMax) != percent)
            report.Error(
                field,
                ValueChecks.Invariant($"{percent} % is finer than one in a million"),
                $"use {DecimalsMax} decimals at most"
            );
    }

    private static void CheckMatch(string field, OverlayMatchConfig match, ObjectReport report)
    {
        var conditions = match.Headers.Length + match.Cookies.Length;
        if (conditions == 0)
            report.Error(
                field,
                "it has no condition, so every request would fulfil it",
                "give it a header or a cookie"
            );
        else if (conditions > ConditionsMax)
            report.Error(field, $"it has {conditions} conditions", $"use {ConditionsMax} at most");
        for (var i = 0; i < match.Headers.Length; i++)
        {
            ValueChecks.HeaderName(report, $"{field}.headers[{i}].name", match.Headers[i].Name);
            CheckValue($"{field}.headers[{i}]", match.Headers[i], report);
        }

        for (var i = 0; i < match.Cookies.Length; i++)
        {
            ValueChecks.CookieName(report, $"{field}.cookies[{i}].name", match.Cookies[i].Name);
            CheckValue($"{field}.cookies[{i}]", match.Cookies[i], report);
        }
    }

    private static void CheckValue(string field, ValueMatchConfig condition, ObjectReport report)
    {
        if (!Enum.IsDefined(condition.Kind))
            report.Error($"{field}.kind", $"{condition.Kind} is no kind of condition", "use exact, regex or present");
        else if (condition.Kind == ValueKind.Regex)
            RuleCompiler.Pattern($"{field}.value", condition.Value, report);
    }

    private static void CheckEdges(ImmutableArray<double> edges, ObjectReport report)
    {
        if (edges.Length > EdgesMax)
            report.Error("durationEdges", $"there are {edges.Length} durations", $"use {EdgesMax} at most");
        for (var i = 0; i < edges.Length; i++)
        {
            if (!double.IsFinite(edges[i]) || edges[i] is <= 0 or > 3_600_000)
                report.Error(
                    $"durationEdges[{i}]",
                    ValueChecks.Invariant($"{edges[i]} ms is no duration a request has"),
                    "use more than 0 and up to an hour"
                );
        }
    }
}
