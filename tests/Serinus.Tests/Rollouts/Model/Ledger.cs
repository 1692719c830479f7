using System.Collections.Immutable;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;

namespace Serinus.Tests.Rollouts.Model;

/// <summary>
/// What was really seen since a step was entered, counted beside the planner and by simpler rules: whether the step was earned when the next begins.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, bool> answers = [];
    private (long Run, string PlanKey, int Step, bool IsEntered, bool IsPromoting) at;
    private DateTimeOffset seenAt;
    private TimeSpan active;
    private bool isReached;
    private bool isLetGoOn;
    private bool isUnjudged;
    private long requests;
    private long runRequests;
    private bool? metricPassed;
    private AnalysisSpec? asked;
    private bool isEdited;

    /// <summary>Notes what was seen, before the decision is judged.</summary>
    public void See(RolloutSpec spec, RunState before, Observation seen, Decision decision, DateTimeOffset now)
    {
        isEdited |= asked is not null && asked != spec.Analysis;
        asked = spec.Analysis;
        if (isReached && before.FrozenAt is null)
            active += now - seenAt;
        seenAt = now;
        var isNews = before.EvidenceAt is { } at && seen.Blocks.Any(block => block.At > at);
        if (isNews || before.EvidenceAt is null)
        {
            var more = seen.Blocks.Where(block => block.At > before.StartedAt).Sum(block => block.Canary.Requests);
            runRequests += more;
            if (isReached)
                requests += more;
        }

        if (
            before.StepStartedAt is not null
            && seen.Edges.Count > 0
            && seen.Edges.Acknowledged >= seen.Edges.Count
            && seen.Edges.Generation == before.Traffic.Generation
        )
            isReached = true;
        foreach (var used in decision.Used)
        {
            if (used.StartsWith("hook:", StringComparison.Ordinal))
                answers[used[5..]] = seen.Hooks[used[5..]].IsPassed;
            else if (seen.Measured[ModelSpecs.Outside] is { Error: null, Value: { } value })
                metricPassed = value <= 10;
        }

        var verbs = seen
            .Commands.Where(command =>
                decision.Outcomes.FirstOrDefault(outcome => outcome.Id == command.Id)
                    is { IsAccepted: true, Text: not "was carried out before" }
            )
            .Select(command => command.Verb)
            .ToArray();
        isLetGoOn |= verbs.Any(verb => verb is CommandVerb.Promote or CommandVerb.PromoteFull);
        isLetGoOn |= verbs.Contains(CommandVerb.Resume) && Step(spec, before) is { Kind: StepKind.Pause };
        isUnjudged |=
            spec.Analysis.Sequential.OnInconclusive == TimeoutAction.Continue
            && News(before, decision.State).Any(news => news.Kind == NewsKind.CheckInconclusive);
    }

    /// <summary>Turns the page when another step begins.</summary>
    public void Follow(RunState state)
    {
        var place = (
            state.Run,
            state.PlanKey,
            state.Step,
            state.StepStartedAt is not null,
            state.Phase is Phase.Promoting or Phase.Finalising or Phase.Succeeded
        );
        if (place == at)
            return;
        if (state.Run != at.Run)
            runRequests = 0;
        at = place;
        answers.Clear();
        (active, isReached, isLetGoOn, isUnjudged) = (TimeSpan.Zero, false, false, false);
        (requests, metricPassed, asked, isEdited) = (0, null, null, false);
    }

    /// <summary>Why the step that goes on in a state was not earned; null when it was.</summary>
    public string? Missing(RolloutSpec spec, RunState before)
    {
        if (isLetGoOn || before.StepStartedAt is null || Step(spec, before) is not { } step)
            return null;
        if (!isReached)
            return "not every edge had its traffic";
        // Checks of the same step that were edited while it went on were made by the rules before.
        if (isEdited && step.IsChecked)
            return null;
        var analysis = spec.Analysis;
        switch (step.Kind)
        {
            case StepKind.Pause:
                return active >= step.Duration ? null : "its time was not over";
            case StepKind.Approval:
                return step.OnTimeout == TimeoutAction.Continue && active >= step.Duration ? null : "nobody approved";
            case StepKind.Webhook:
                return isUnjudged || answers.GetValueOrDefault("step") ? null : "its hook did not say yes";
            case StepKind.Check or StepKind.Analysis when isUnjudged:
                return null;
            case StepKind.Check or StepKind.Analysis:
                if (answers.TryGetValue("rollout", out var passed) ? !passed : NeedsHook(analysis))
                    return "its hook did not say yes";
                if (analysis.Metrics.FirstOrDefault(one => one.Source is not null) is { DryRun: false } metric)
                {
                    if (Rounds.IsNamed(step, metric) && metricPassed != true)
                        return "its outside metric did not pass";
                }

                if (step.Kind == StepKind.Check)
                {
                    if (active < step.Checks * analysis.Interval)
                        return $"{active} is too short for {step.Checks} checks";
                    return step.SendsRequests && requests == 0 && !PassesWithoutData(analysis)
                        ? "nobody used the canary"
                        : null;
                }

                // 95 of 100 are sure that there is no harm of half a percent: that takes hundreds of requests.
                return step is { SendsRequests: true, Percent: < 100 } && runRequests < 100
                    ? $"{runRequests} requests prove nothing"
                    : null;
            default:
                return null;
        }
    }

    /// <summary>News of one decision.</summary>
    public static IEnumerable<NewsItem> News(RunState before, RunState after) =>
        after.Outbox.SkipWhile(news => before.Outbox.Contains(news));

    private static PlannedStep? Step(RolloutSpec spec, RunState state)
    {
        var plan = StepPlan.Of(spec.Analysis);
        return state.PlanKey == plan.Key && state.Step < plan.Count ? plan[state.Step] : null;
    }

    private static bool NeedsHook(AnalysisSpec analysis) => analysis.Hooks.Any(hook => hook.Kind == HookKind.Rollout);

    private static bool PassesWithoutData(AnalysisSpec analysis) =>
        analysis.Metrics.Any(metric => metric.NoData == NoDataPolicy.Pass);
}
