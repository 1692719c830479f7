using Prometheus;
using Serinus.Admin.Rollouts;

namespace Serinus.Admin.Metrics;

/// <summary>The series of one rollout. Each that it ever had is known, so that all of them go with it.</summary>
/// <param name="families">Where they are published.</param>
/// <param name="name">The rollout.</param>
internal sealed class RolloutSeries(RolloutFamilies families, string name)
{
    private readonly Dictionary<(Gauge Family, string First, string Second), Gauge.Child> gauges = [];
    private readonly HashSet<string> results = [];
    private string[] info = [];
    private long? observedRun;

    /// <summary>Brings them up to date.</summary>
    public void Update(RolloutAnswer rollout)
    {
        SetInfo(rollout);
        foreach (var ((family, phase, _), child) in gauges)
        {
            if (family == families.Phase && phase != rollout.Phase)
                child.Set(0);
        }

        Set(families.Phase, 1, rollout.Phase);
        Set(families.Paused, rollout.WantsConsent ? 1 : 0);
        Set(families.FailedChecks, rollout.FailedChecks);
        Set(families.Trouble, rollout.Trouble is null ? 0 : 1);
        SetOrDrop(families.Weight, (double)rollout.Weight.Desired, "desired");
        SetOrDrop(families.Weight, (double?)rollout.Weight.Programmed, "programmed");
        SetOrDrop(families.Weight, rollout.Weight.Observed, "observed");
        foreach (var metric in rollout.Metrics)
            SetEvidence(metric);
        Observe(rollout);
    }

    /// <summary>Takes them off the page.</summary>
    public void Remove()
    {
        foreach (var child in gauges.Values)
            child.Remove();
        gauges.Clear();
        foreach (var result in results)
            families.Durations.RemoveLabelled(name, result);
        results.Clear();
        DropInfo();
    }

    private void SetInfo(RolloutAnswer rollout)
    {
        string[] now = [name, rollout.Stable, rollout.Canary, rollout.Revision, rollout.StableRevision];
        if (!now.AsSpan().SequenceEqual(info))
            DropInfo();
        families.Info.WithLabels(info = now).Set(1);
    }

    private void DropInfo()
    {
        if (info.Length > 0)
            families.Info.RemoveLabelled(info);
        info = [];
    }

    private void SetEvidence(MetricAnswer metric)
    {
        SetOrDrop(families.Evidence, metric.Evidence?.Harm, metric.Name, "harm");
        SetOrDrop(families.Evidence, metric.Evidence?.Safe, metric.Name, "safe");
        SetOrDrop(families.EvidenceLine, metric.Evidence?.HarmLine, metric.Name, "harm");
        SetOrDrop(families.EvidenceLine, metric.Evidence?.SafeLine, metric.Name, "safe");
    }

    /// <summary>A run that ended is counted once; one that had ended when this program began to look was counted by whoever saw it.</summary>
    private void Observe(RolloutAnswer rollout)
    {
        var ended = rollout is { StartedAt: { }, EndedAt: { } } ? rollout.Run : rollout.Run - 1;
        if (
            observedRun < ended
            && rollout is { StartedAt: { } began, EndedAt: { } end }
            && ResultOf(rollout.Result) is { } result
        )
        {
            results.Add(result);
            families.Durations.WithLabels(name, result).Observe(Math.Max(0, (end - began).TotalSeconds));
        }

        observedRun = Math.Max(observedRun ?? 0, ended);
    }

    private static string? ResultOf(string result) =>
        result switch
        {
            "Promoted" => "promoted",
            "RolledBack" => "rolled_back",
            "Superseded" => "superseded",
            "PromotionFailed" => "promotion_failed",
            _ => null,
        };

    private void SetOrDrop(Gauge family, double? value, string first, string second = "")
    {
        if (value is { } known)
            Set(family, known, first, second);
        else if (gauges.Remove((family, first, second), out var child))
            child.Remove();
    }

    private void Set(Gauge family, double value, string first = "", string second = "")
    {
        if (!gauges.TryGetValue((family, first, second), out var child))
        {
            string[] labels = [name, .. new[] { first, second }.Where(label => label.Length > 0)];
            gauges[(family, first, second)] = child = family.WithLabels(labels);
        }

        child.Set(value);
    }
}
