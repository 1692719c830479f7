using Prometheus;

namespace Serinus.Admin.Metrics;

/// <summary>The metric families of rollouts. Only the program that plans a rollout publishes its series, so that a sum over replicas counts each once.</summary>
internal sealed class RolloutFamilies(IMetricFactory factory)
{
    // From half a minute to a week: runs take as long as their steps say.
    private static readonly double[] durationBuckets =
    [
        30,
        60,
        120,
        300,
        600,
        1800,
        3600,
        7200,
        14_400,
        28_800,
        86_400,
        259_200,
        604_800,
    ];

    public Gauge Info { get; } =
        factory.CreateGauge(
            "serinus_rollout_info",
            "A rollout: its backends, the version tried or tried last, and the one that is stable; always 1.",
            ["rollout", "stable", "canary", "revision", "stable_revision"]
        );

    public Gauge Phase { get; } =
        factory.CreateGauge(
            "serinus_rollout_phase",
            "1 for the phase a rollout is in; a phase it was in before stays as 0.",
            ["rollout", "phase"]
        );

    public Gauge Paused { get; } =
        factory.CreateGauge(
            "serinus_rollout_waits",
            "1 while a run goes on only if somebody promotes it: a pause or an approval.",
            ["rollout"]
        );

    public Gauge Weight { get; } =
        factory.CreateGauge(
            "serinus_rollout_weight",
            "The canary's share in percent: desired by the plan, programmed once every edge has it, observed since it last changed.",
            ["rollout", "kind"]
        );

    public Gauge Evidence { get; } =
        factory.CreateGauge(
            "serinus_rollout_evidence",
            "Evidence of a compared metric in nats, by side: harm or safe.",
            ["rollout", "metric", "side"]
        );

    public Gauge EvidenceLine { get; } =
        factory.CreateGauge(
            "serinus_rollout_evidence_line",
            "Where evidence decides, in nats, by side: harm or safe.",
            ["rollout", "metric", "side"]
        );

    public Gauge FailedChecks { get; } =
        factory.CreateGauge("serinus_rollout_failed_checks", "Failed checks of the run.", ["rollout"]);

    public Gauge Trouble { get; } =
        factory.CreateGauge(
            "serinus_rollout_trouble",
            "1 while something keeps a rollout from being planned or acted on, such as a store that cannot be written.",
            ["rollout"]
        );

    public Histogram Durations { get; } =
        factory.CreateHistogram(
            "serinus_rollout_duration_seconds",
            "Time from a run's beginning to its end, by result: promoted, rolled_back, superseded or promotion_failed.",
            ["rollout", "result"],
            new HistogramConfiguration { Buckets = durationBuckets }
        );
}
