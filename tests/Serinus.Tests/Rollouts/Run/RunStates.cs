using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Run;

/// <summary>States of runs for tests.</summary>
internal static class RunStates
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 30, 0, 250, TimeSpan.Zero);

    /// <summary>A run in its midst.</summary>
    public static RunState Progressing(long run = 3, string reason = "checks pass") =>
        new()
        {
            Run = run,
            Phase = Phase.Progressing,
            Revision = "v2",
            StableRevision = "v1",
            Promoted = ["v1", "v0"],
            Step = 4,
            StartedAt = Monday,
            StepStartedAt = Monday.AddMinutes(5),
            Traffic = new TrafficOrder
            {
                Generation = 7,
                CanaryPercent = 0.5m,
                Match = [new() { Values = [new ValueSpec { Header = "x-canary", Text = "é \"always\"" }] }],
            },
            Reason = reason,
            Metrics = new RunState()
                .Metrics.Add(
                    "b",
                    new MetricState
                    {
                        Passed = 3,
                        Value = 99.25,
                        Text = "fine",
                    }
                )
                .Add("B", new MetricState { Failed = 1 })
                .Add("a", new MetricState()),
            CommandsDone = ["one", "two"],
            Timeline = [new(Monday, NewsKind.RunStarted, "v2 is tried"), new(Monday, NewsKind.Paused, "wait", "ann")],
            Outbox =
            [
                new NewsItem
                {
                    Id = "shop/3/1",
                    At = Monday,
                    Kind = NewsKind.WeightSet,
                    Severity = NewsSeverity.Warn,
                    Text = "10 %",
                    IsClaimed = true,
                },
            ],
        };
}
