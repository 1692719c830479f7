using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Status;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What whoever leads does beside planning: Canaries that stand for others, finalizers, actions, what is wrong, and what is to stay as it is between runs. Used by one thread at a time.</summary>
internal sealed class Leading
{
    // What fails is tried again, and no more often than this.
    private static readonly TimeSpan keepInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan flaggerInterval = TimeSpan.FromSeconds(5);

    private readonly IApiServer api;
    private readonly LeaderCache cache;
    private readonly ClusterObjects objects;
    private readonly ClusterTarget target;
    private readonly RolloutSet rollouts;
    private readonly LeaderLease lease;
    private readonly Func<string, LiveFacts> facts;
    private readonly TimeProvider time;
    private readonly GeneratedCanaries generated;
    private readonly Finalizers finalizers;
    private readonly AskedActions actions;
    private readonly LiveScenes scenes;
    private readonly FlaggerLease flaggerLease;
    private readonly FlaggerStatuses flaggerStatuses;
    private readonly ProblemEvents events;
    private readonly bool withFlagger;
    private readonly HashSet<ObjectKey> unkept = [];
    private CanaryFaults? told;
    private long? keptAt;
    private long? flaggerAskedAt;
    private string? flaggerTrouble = "it is not known yet whether a Flagger leads";

    public Leading(
        IApiServer api,
        LeaderCache cache,
        ClusterObjects objects,
        ClusterTarget target,
        RolloutSet rollouts,
        LeaderLease lease,
        Func<string, LiveFacts> facts,
        KubernetesRolloutsConfig settings,
        string identity,
        TimeProvider time
    )
    {
        (this.api, this.cache, this.objects, this.target, this.rollouts) = (api, cache, objects, target, rollouts);
        (this.lease, this.facts, withFlagger, this.time) = (lease, facts, settings.Flagger, time);
        generated = new GeneratedCanaries(objects);
        finalizers = new Finalizers(objects);
        actions = new AskedActions(objects, rollouts);
        scenes = new LiveScenes(cache);
        flaggerLease = new FlaggerLease(api, settings.FlaggerNamespace, time);
        flaggerStatuses = new FlaggerStatuses(api);
        events = new ProblemEvents(api, identity, time);
    }

    /// <summary>What cannot be done of what is asked for.</summary>
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>Who else leads Canaries of Flagger; null when nobody does.</summary>
    public string? OtherLeader => flaggerLease.Leader;

    /// <summary>What keeps a Canary that stands for one of Flagger from being acted on; null when nothing does.</summary>
    public Problem? Forbids(CanaryObject canary) =>
        OtherLeader is { } leader && GeneratedCanaries.IsForFlagger(canary)
            ? new Problem
            {
                Severity = Severity.Error,
                Object = new ObjectId(Kinds.Canary, canary.Meta.Key.ToString()),
                Field = "metadata.labels",
                Message = $"it stands for a Canary of flagger.app, and {leader}",
                Cure = "let one of the two lead",
            }
            : null;

    /// <summary>Does what is to be done now.</summary>
    /// <param name="known">The cluster.</param>
    /// <param name="specs">What is asked for.</param>
    /// <param name="faults">What is wrong with it; the same instance as long as it is the same.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task StepAsync(
        ClusterKnown known,
        LiveSpecs specs,
        CanaryFaults faults,
        CancellationToken cancellationToken
    )
    {
        var flagger = await FlaggerAsync(cancellationToken);
        await generated.KeepAsync(known, flagger, cancellationToken);
        Problems = [.. generated.Problems, .. FlaggerProblems()];
        foreach (var canary in known.Canaries.Values)
        {
            if (canary.Spec.RevertOnDeletion || canary.Finalizers.Contains(Finalizers.Name))
                await finalizers.KeepAsync(canary, cancellationToken);
        }

        actions.Take(known, cancellationToken);
        await TellWrongAsync(known, specs, faults, cancellationToken);
        foreach (var canary in scenes.Changed(known))
        {
            unkept.Add(canary.Meta.Key);
            rollouts.Signal(canary.Meta.Key.ToString());
        }

        await KeepAsync(known, cancellationToken);
        if (flagger is not null)
            await flaggerStatuses.TellAsync(known, flagger, cancellationToken);
    }

    /// <summary>Canaries of Flagger that are acted on; null when it is not known which there are.</summary>
    private async Task<IReadOnlyCollection<CanaryObject>?> FlaggerAsync(CancellationToken cancellationToken)
    {
        if (!withFlagger)
            return [];
        if (flaggerAskedAt is not { } asked || time.GetElapsedTime(asked) >= flaggerInterval)
        {
            flaggerAskedAt = time.GetTimestamp();
            flaggerTrouble = await flaggerLease.TroubleAsync(cancellationToken);
        }

        return flaggerTrouble is null ? [.. cache.FlaggerCanaries.Values.Where(canary => !canary.IsDeleting)] : null;
    }

    private IEnumerable<Problem> FlaggerProblems()
    {
        if (withFlagger && flaggerTrouble is { } trouble)
            yield return new Problem
            {
                Severity = Severity.Error,
                Object = new ObjectId(Kinds.Cluster, ""),
                Field = "kubernetes.rollouts.flagger",
                Message = $"Canaries of flagger.app are not acted on: {trouble}",
                Cure = "let one of the two lead",
            };
    }

    /// <summary>What is wrong with Canaries: Events, and conditions of those that have no runner to write them.</summary>
    private async Task TellWrongAsync(
        ClusterKnown known,
        LiveSpecs specs,
        CanaryFaults faults,
        CancellationToken cancellationToken
    )
    {
        if (!ReferenceEquals(told, faults))
        {
            await events.WriteAsync(
                faults.All,
                problem =>
                    known.Find(problem.Object.Name) is { } canary
                        ? new EventSubject(
                            CustomResources.Canary.Kind,
                            Resources.CustomResource.ApiVersion,
                            canary.Meta
                        )
                        : null,
                () => lease.IsHeld,
                cancellationToken
            );
            told = events.HasToldAll ? faults : null;
        }

        foreach (var key in faults.Canaries)
        {
            var isUntold =
                specs.Find(key) is null
                && known.Canaries.TryGetValue(key, out var canary)
                && canary.Status.ObservedGeneration != canary.Generation;
            if (isUntold && lease.IsHeld)
                await WriteConditionsAsync(known.Canaries[key], facts(key.ToString()), cancellationToken);
        }
    }

    private async Task WriteConditionsAsync(CanaryObject canary, LiveFacts seen, CancellationToken cancellationToken)
    {
        var key = canary.Meta.Key;
        var status = StatusText.Human(canary, null, new RunState(), seen, time.GetUtcNow());
        using var answer = await api.SendAsync(
            new ApiRequest(
                HttpMethod.Patch,
                $"{CustomResources.Canary.Type.PathOf(key.Namespace, key.Name)}/status",
                JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["status"] = status }),
                ApiRequest.MergePatch
            ),
            cancellationToken
        );
    }

    /// <summary>Puts right what was changed between runs.</summary>
    private async Task KeepAsync(ClusterKnown known, CancellationToken cancellationToken)
    {
        if (unkept.Count == 0 || (keptAt is { } last && time.GetElapsedTime(last) < keepInterval))
            return;
        keptAt = time.GetTimestamp();
        foreach (var key in unkept.ToArray())
        {
            if (
                !known.Canaries.TryGetValue(key, out var canary)
                || rollouts.View(key.ToString()) is not { IsPlannedHere: true } view
            )
            {
                if (canary is null)
                    unkept.Remove(key);
                continue;
            }

            if (await target.KeepAsync(view.Spec, view.State, cancellationToken) is null)
                unkept.Remove(key);
        }
    }
}
