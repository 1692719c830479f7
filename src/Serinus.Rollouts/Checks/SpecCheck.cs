using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Checks;

/// <summary>Looks through a rollout before it is carried out, so that a mistake is told when it is made and not in the middle of a run.</summary>
public static class SpecCheck
{
    private const int RoutesMax = 100;
    private const int WindowsMax = 20;
    private const int HistoryMax = 1000;
    private const int AlertsMax = 50;
    private static readonly TimeSpan LeaseMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    /// <summary>Everything that is wrong with it; nothing when it can be carried out.</summary>
    /// <param name="spec">The rollout.</param>
    public static ImmutableArray<SpecProblem> Problems(RolloutSpec spec)
    {
        var report = new SpecReport();
        CheckTarget(spec, report);
        StrategyCheck.Check(spec, report);
        SequentialCheck.Check(spec.Analysis.Sequential, report);
        MetricsCheck.Check(spec, report);
        HookCheck.Check(spec.Analysis, report);
        CheckAlerts(spec.Analysis.Alerts, report);
        CheckCookie(spec.Analysis.SessionAffinity, report);
        report.Within("primaryReadyThreshold", spec.Analysis.PrimaryReadyPercent, 0, 100);
        report.Within("canaryReadyThreshold", spec.Analysis.CanaryReadyPercent, 0, 100);
        report.Within("promotion.bake", spec.Promotion.Bake, TimeSpan.Zero, Year);
        report.Within("failsafe.lease", spec.Failsafe.Lease, LeaseMin, TimeSpan.FromDays(1));
        report.Within("rollbackRevisions", spec.RollbackRevisions, 0, 100);
        report.Within("progressDeadline", spec.ProgressDeadline, TimeSpan.FromSeconds(1), Year);
        report.Within("historyMax", spec.HistoryMax, 1, HistoryMax);
        CheckWindows(spec.DeployWindows, report);
        return report.Problems;
    }

    /// <summary>Everything that is wrong with somebody who hears of rollouts.</summary>
    /// <param name="alert">Who hears.</param>
    public static ImmutableArray<SpecProblem> Problems(AlertSpec alert)
    {
        var report = new SpecReport();
        report.Url("address", alert.Address);
        return report.Problems;
    }

    private static void CheckTarget(RolloutSpec spec, SpecReport report)
    {
        if (spec.Stable == spec.Canary)
            report.Add("canary", $"{SpecReport.Shown(spec.Canary)} is stable too", $"name two backends");
        report.AtMost("routes", spec.Routes.Length, RoutesMax, "routes");
        var routes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Routes.Length; i++)
        {
            if (!routes.Add(spec.Routes[i]))
                report.Add($"routes[{i}]", $"route {SpecReport.Shown(spec.Routes[i])} is named twice", $"name it once");
        }
    }

    private static void CheckAlerts(ImmutableArray<AlertSpec> alerts, SpecReport report)
    {
        report.AtMost("alerts", alerts.Length, AlertsMax, "alerts");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < alerts.Length; i++)
        {
            report.Once($"alerts[{i}].name", alerts[i].Name, names, "alert");
            report.Url($"alerts[{i}].address", alerts[i].Address);
        }
    }

    private static void CheckCookie(SessionAffinitySpec? affinity, SpecReport report)
    {
        if (affinity is null)
            return;
        if (!RequestToken.Is(affinity.CookieName))
            report.Add(
                "sessionAffinity.cookieName",
                $"{SpecReport.Shown(affinity.CookieName)} is no name a cookie can have",
                $"use letters, digits, - and _"
            );
        report.Within("sessionAffinity.maxAge", affinity.MaxAge, TimeSpan.FromSeconds(1), Year);
    }

    private static void CheckWindows(ImmutableArray<DeployWindowSpec> windows, SpecReport report)
    {
        report.AtMost("deployWindows", windows.Length, WindowsMax, "windows");
        for (var i = 0; i < windows.Length; i++)
        {
            if (windows[i].From == windows[i].To)
                report.Add(
                    $"deployWindows[{i}].to",
                    $"it closes when it opens, at {windows[i].To:HH:mm}",
                    $"write another time; for whole days leave deployWindows out, or write 00:00 to 23:59"
                );
        }
    }
}
