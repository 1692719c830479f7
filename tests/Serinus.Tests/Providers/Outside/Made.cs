using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Providers.Outside;

/// <summary>A rollout, its state and its news, as they are in most of these tests.</summary>
internal static class Made
{
    public static readonly RolloutSpec Spec = new()
    {
        Name = "shop/cart",
        Stable = "cart-primary",
        Canary = "cart",
    };

    public static readonly RunState State = new()
    {
        Run = 4,
        Phase = Phase.Progressing,
        Revision = "v7",
        StableRevision = "v6",
        Traffic = new TrafficOrder { CanaryPercent = 12.5m },
    };

    public static readonly NewsItem News = new()
    {
        Id = "shop/cart/4/9",
        At = new DateTimeOffset(2026, 3, 1, 12, 30, 15, 250, TimeSpan.FromHours(2)),
        Kind = NewsKind.RolledBack,
        Severity = NewsSeverity.Error,
        Text = "request-success-rate: 3.1 % errors <b>against</b> 0.2 % & hook said \"<!channel> @everyone\"",
        Actor = "ann",
    };

    public static RolloutSpec With(params HookSpec[] hooks) =>
        Spec with
        {
            Analysis = new AnalysisSpec { Hooks = [.. hooks] },
        };

    public static RolloutSpec With(params AlertSpec[] alerts) =>
        Spec with
        {
            Analysis = new AnalysisSpec { Alerts = [.. alerts] },
        };
}
