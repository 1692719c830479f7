using System.Globalization;
using Serinus.Routing.Config;

namespace Serinus.Routing.Explain;

/// <summary>Says what a rollout lays over a route.</summary>
internal static class OverlayText
{
    public static ExplainedOverlay Describe(OverlayConfig overlay) =>
        new(
            overlay.Name,
            overlay.Stable,
            overlay.Canary,
            overlay.CanaryPercent,
            overlay.MirrorPercent,
            overlay.Generation,
            string.Join("; ", Parts(overlay))
        );

    public static string Describe(OverlayMatchConfig match) =>
        string.Join(
            " and ",
            [
                .. match.Headers.Select(header => $"header {Describe(header)}"),
                .. match.Cookies.Select(cookie => $"cookie {Describe(cookie)}"),
            ]
        );

    private static IEnumerable<string> Parts(OverlayConfig overlay)
    {
        yield return Invariant(
            $"{overlay.Canary} gets {overlay.CanaryPercent} % of what {overlay.Stable} and {overlay.Canary} get together"
        );
        foreach (var match in overlay.Match)
            yield return $"{overlay.Canary} gets requests where {Describe(match)}";
        if (overlay.MirrorPercent > 0)
            yield return Invariant($"{overlay.Canary} gets copies of {overlay.MirrorPercent} % of requests");
        if (overlay.Cohort is not null)
            yield return "users are kept on the version they had";
    }

    private static string Describe(ValueMatchConfig condition) =>
        condition.Kind switch
        {
            ValueKind.Exact => $"{condition.Name} is {condition.Value}",
            ValueKind.Regex => $"{condition.Name} matches {condition.Value}",
            _ => $"{condition.Name} is there",
        };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
