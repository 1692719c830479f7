using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What the status of a Canary says: what people and <c>kubectl wait</c> read, and the state itself. Pure.</summary>
internal static class StatusText
{
    private const int MessageMax = 1024;

    /// <summary>The status, as a merge patch.</summary>
    /// <param name="canary">The Canary as it was before.</param>
    /// <param name="spec">What is asked for; null when it cannot be read.</param>
    /// <param name="state">What is remembered.</param>
    /// <param name="facts">What is seen.</param>
    /// <param name="transitions">Number of the leadership that writes.</param>
    /// <param name="now">The time.</param>
    public static JsonObject Of(
        CanaryObject canary,
        RolloutSpec? spec,
        RunState state,
        LiveFacts facts,
        int transitions,
        DateTimeOffset now
    )
    {
        var status = Human(canary, spec, state, facts, now);
        status["state"] = RunStateJson.WriteText(state);
        status["leaseTransitions"] = transitions;
        return status;
    }

    /// <summary>What people read of it, in the words of Flagger.</summary>
    public static JsonObject Human(
        CanaryObject canary,
        RolloutSpec? spec,
        RunState state,
        LiveFacts facts,
        DateTimeOffset now
    )
    {
        var configs = new JsonObject();
        foreach (var gone in canary.Status.TrackedConfigs.Keys.Where(name => !facts.Configs.ContainsKey(name)))
            configs[gone] = null;
        foreach (var (name, hash) in facts.Configs)
            configs[name] = hash;
        return new JsonObject
        {
            ["phase"] = state.Phase.ToString(),
            ["canaryWeight"] = state.Traffic.CanaryPercent,
            ["failedChecks"] = state.FailedChecks,
            ["iterations"] = state.Iterations,
            ["step"] = Said(StepOf(spec, state)),
            ["message"] = Said(Cut(MessageOf(state, facts))),
            ["run"] = state.Run,
            ["revision"] = Said(state.Revision),
            ["stableRevision"] = Said(state.StableRevision),
            ["weights"] = WeightsOf(state, facts),
            ["trackedConfigs"] = configs,
            ["lastAppliedSpec"] = Said(state.Revision),
            ["lastPromotedSpec"] = Said(state.StableRevision),
            ["lastTransitionTime"] = Time(state.PhaseChangedAt ?? now),
            ["observedGeneration"] = canary.Generation,
            ["conditions"] = new JsonArray([.. ConditionsOf(canary, state, facts, now)]),
        };
    }

    // An empty text says nothing, and some API servers take it for null: it is left out.
    private static string? Said(string text) => text.Length == 0 ? null : text;

    private static string MessageOf(RunState state, LiveFacts facts) =>
        ErrorOf(facts) is { } error ? $"{error.Field}: {error.Message}; {error.Cure}" : state.Paused ?? state.Reason;

    private static Problem? ErrorOf(LiveFacts facts) =>
        facts.Wrong.FirstOrDefault(problem => problem.Severity == Severity.Error);

    private static string StepOf(RolloutSpec? spec, RunState state)
    {
        if (spec is null || !state.IsRunning)
            return "";
        var count = StepPlan.Of(spec.Analysis).Count;
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Min(state.Step + 1, count)}/{count}");
    }

    private static JsonObject WeightsOf(RunState state, LiveFacts facts)
    {
        var requests = state.Canary.Requests + state.Stable.Requests;
        return new JsonObject
        {
            ["desired"] = state.Traffic.CanaryPercent,
            ["programmed"] = new JsonObject
            {
                ["proxiesAcked"] = facts.Edges.Generation == state.Traffic.Generation ? facts.Edges.Acknowledged : 0,
                ["total"] = facts.Edges.Count,
            },
            ["observed"] =
                requests == 0
                    ? null
                    : new JsonObject
                    {
                        ["percent"] = decimal.Round(100m * state.Canary.Requests / requests, 4),
                        ["requests"] = requests,
                    },
        };
    }

    private static IEnumerable<JsonNode> ConditionsOf(
        CanaryObject canary,
        RunState state,
        LiveFacts facts,
        DateTimeOffset now
    )
    {
        var message = MessageOf(state, facts);
        yield return Condition(canary, "Promoted", PromotedOf(state.Phase), state.Phase.ToString(), message, now);
        var isWrong = ErrorOf(facts) is not null;
        yield return Condition(
            canary,
            "Ready",
            isWrong ? "False"
                : state.Phase == Phase.Initializing ? "Unknown"
                : "True",
            isWrong ? "InvalidSpec" : state.Phase.ToString(),
            message,
            now
        );
        yield return Condition(
            canary,
            "Progressing",
            state.IsRunning && state.Paused is null && !isWrong ? "True" : "False",
            state.Paused is not null ? "Paused" : state.Phase.ToString(),
            message,
            now
        );
        var isStalled = isWrong || (state.IsRunning && state.Paused is not null);
        yield return Condition(
            canary,
            "Stalled",
            isStalled ? "True" : "False",
            isWrong ? "InvalidSpec"
                : isStalled ? "Paused"
                : state.Result == RunResult.None ? state.Phase.ToString()
                : state.Result.ToString(),
            message,
            now
        );
    }

    // As Flagger has it: unknown while something is under way.
    private static string PromotedOf(Phase phase) =>
        phase switch
        {
            Phase.Initialized or Phase.Succeeded => "True",
            Phase.Failed => "False",
            _ => "Unknown",
        };

    private static JsonObject Condition(
        CanaryObject canary,
        string type,
        string status,
        string reason,
        string message,
        DateTimeOffset now
    )
    {
        var before = canary.Status.Conditions.FirstOrDefault(condition => condition.Type == type);
        var changedAt = before is { LastTransitionTime: { } at } && before.Status == status ? at : now;
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["reason"] = reason,
            ["lastUpdateTime"] = Time(now),
            ["lastTransitionTime"] = Time(changedAt),
            ["observedGeneration"] = canary.Generation,
        };
        if (message.Length > 0)
            condition["message"] = Cut(message);
        return condition;
    }

    private static string Cut(string text) => text.Length <= MessageMax ? text : $"{text[..(MessageMax - 1)]}…";

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
