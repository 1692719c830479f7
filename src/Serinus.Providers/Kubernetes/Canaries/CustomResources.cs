using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>The kinds of objects of our own group.</summary>
internal static class CustomResources
{
    public static CustomResource Canary { get; } =
        new(
            "Canary",
            "canaries",
            ["cn"],
            typeof(CanarySpec),
            typeof(CanaryStatus),
            IsStatusApart: true,
            [
                new("Status", ".status.phase"),
                new("Weight", ".status.canaryWeight", "number"),
                new("FailedChecks", ".status.failedChecks", "integer"),
                new("Step", ".status.step"),
                new("Reason", ".status.message"),
                new("LastTransitionTime", ".status.lastTransitionTime", "date"),
                new("Interval", ".spec.analysis.interval", IsWide: true),
                new("Observed", ".status.weights.observed.percent", "number", IsWide: true),
                new("Edges", ".status.weights.programmed.proxiesAcked", "integer", IsWide: true),
                new("Revision", ".status.revision", IsWide: true),
            ]
        )
        {
            IsInAll = true,
        };

    public static CustomResource CanaryRun { get; } =
        new(
            "CanaryRun",
            "canaryruns",
            ["cnr"],
            typeof(CanaryRunSpec),
            typeof(CanaryRunStatus),
            // A run is written once, whole.
            IsStatusApart: false,
            [
                new("Canary", ".spec.canary"),
                new("Run", ".spec.run", "integer"),
                new("Result", ".status.result"),
                new("FailedChecks", ".status.failedChecks", "integer"),
                new("Reason", ".status.message"),
                new("Ended", ".status.endedAt", "date"),
                new("Revision", ".spec.revision", IsWide: true),
            ]
        );

    public static CustomResource MetricTemplate { get; } =
        new(
            "MetricTemplate",
            "metrictemplates",
            [],
            typeof(MetricTemplateSpec),
            null,
            IsStatusApart: false,
            [new("Provider", ".spec.provider.type")]
        );

    public static CustomResource AlertProvider { get; } =
        new(
            "AlertProvider",
            "alertproviders",
            [],
            typeof(AlertProviderSpec),
            null,
            IsStatusApart: false,
            [new("Type", ".spec.type")]
        );

    /// <summary>All of them.</summary>
    public static ImmutableArray<CustomResource> All { get; } = [Canary, CanaryRun, MetricTemplate, AlertProvider];
}
