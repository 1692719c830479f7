using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Workloads;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>A Deployment, DaemonSet or StatefulSet that is rolled out: a copy of it serves as primary, and it runs itself only while it is tried.</summary>
internal sealed class WorkloadTarget
{
    /// <summary>Annotation of a target: hash of the configuration its pods were started with.</summary>
    private const string StartedAnnotation = "serinus.dev/started";

    private readonly Surroundings around;
    private readonly ArmServices services;
    private readonly KeptTemplates templates;
    private readonly WorkloadCopies copies;
    private readonly PrimaryScalers scalers;

    public WorkloadTarget(Surroundings around, IApiServer api)
    {
        this.around = around;
        services = new ArmServices(around);
        templates = new KeptTemplates(api, around.Objects);
        copies = new WorkloadCopies(around, templates);
        scalers = new PrimaryScalers(around);
    }

    /// <summary>Looks how it is.</summary>
    public async Task<TargetView> LookAsync(
        CanaryObject canary,
        RolloutSpec spec,
        RunState state,
        LiveFacts facts,
        CancellationToken cancellationToken
    )
    {
        var isRemoved = canary.IsDeleting;
        if (Scene.Of(canary, spec, state, around.Cache, out var trouble) is not { } scene)
            // What is gone cannot be put back, and must not keep the Canary from going.
            return new TargetView
            {
                HasPrimary = true,
                IsRemoved = isRemoved,
                Unknown = isRemoved ? null : trouble,
                IsInitialized = false,
            };
        var (hashes, unknown) = await around.Configs.LookAsync(scene.Target, cancellationToken);
        if (unknown is not null && !isRemoved)
            return new TargetView { HasPrimary = true, Unknown = unknown };
        facts.Configs = hashes;
        var revision = Revision.Of(scene.Target, hashes);
        var primary = WorkloadReadiness.Of(scene.Stable, scene.StableName, spec.Analysis.PrimaryReadyPercent);
        var stableRevision = scene.Stable?.Meta.Annotations.GetValueOrDefault(WorkloadCopy.RevisionAnnotation) ?? "";
        var isServed = primary.IsReady && services.AreMade(scene) && services.IsTakenOver(scene);
        return new TargetView
        {
            Revision = revision.ToString(),
            StableRevision = stableRevision,
            HasPrimary = true,
            IsRemoved = isRemoved,
            IsInitialized = isServed && IsIdle(scene),
            IsLed = isServed && services.LeadsToStable(scene),
            Canary = CanaryOf(scene, revision),
            Primary = primary,
            // Where two copies change places, what is tried is what becomes stable: nothing is left to be made.
            IsPromoted = scene.Swaps || stableRevision == revision.ToString(),
            IsFinalised = isRemoved ? IsAsBefore(scene) : IsIdle(scene),
            UndoTrouble =
                state.UndoTo is { } earlier && earlier != revision.ToString()
                    ? await UndoTroubleAsync(scene, earlier, cancellationToken)
                    : null,
            StableCapacity = spec.Scaling.DynamicStable ? StablePods.Capacity(scene.Stable) : 100,
        };
    }

    /// <summary>Does what is still to be done of an order.</summary>
    public async Task<string?> ActAsync(
        CanaryObject canary,
        RolloutSpec spec,
        RunState state,
        TargetOrder order,
        CancellationToken cancellationToken
    )
    {
        if (Scene.Of(canary, spec, state, around.Cache, out var trouble) is not { } scene)
            return trouble;
        return order switch
        {
            TargetOrder.Initialize => await InitializeAsync(scene, cancellationToken),
            TargetOrder.RunCanary => await RunAsync(scene, cancellationToken),
            TargetOrder.Promote => await PromoteAsync(scene, cancellationToken),
            TargetOrder.TakeDownCanary => await TakeDownAsync(scene, cancellationToken),
            TargetOrder.Serve => await ServeAsync(scene, cancellationToken),
            TargetOrder.Undo => await UndoAsync(scene, cancellationToken),
            TargetOrder.Revert => await RevertAsync(scene, cancellationToken),
            _ => await KeepAsync(scene, cancellationToken),
        };
    }

    private async Task<string?> InitializeAsync(Scene scene, CancellationToken cancellationToken)
    {
        if (await copies.MakeStableAsync(scene, cancellationToken) is { } unmade)
            return unmade;
        if (await scalers.KeepAsync(scene, cancellationToken) is { } unscaled)
            return unscaled;
        if (await services.KeepArmsAsync(scene, cancellationToken) is { } unserved)
            return unserved;
        // Nobody is led to a primary before it is ready; the target is taken down when nobody is led to it any more.
        if (!WorkloadReadiness.Of(scene.Stable, scene.StableName, scene.Spec.Analysis.PrimaryReadyPercent).IsReady)
            return null;
        if (await services.TakeOverAsync(scene, cancellationToken) is { } notTaken)
            return notTaken;
        return IsIdle(scene) ? await SleepAsync(scene, cancellationToken) : null;
    }

    private async Task<string?> RunAsync(Scene scene, CancellationToken cancellationToken)
    {
        if (await KeepServicesAsync(scene, cancellationToken) is { } unserved)
            return unserved;
        if (await copies.FollowAsync(scene, cancellationToken) is { } unscaled)
            return unscaled;
        // What is left of a run that was ended serves as it is, until stable has its requests back.
        if (scene.State.Result is RunResult.RolledBack or RunResult.Superseded)
            return null;
        if (scene.Swaps)
            return await copies.RunAsync(scene, cancellationToken);
        var (hashes, unknown) = await around.Configs.LookAsync(scene.Target, cancellationToken);
        if (unknown is not null)
            return unknown;
        var configs = Revision.Of(scene.Target, hashes).Configs;
        if (IsOutdated(scene, configs))
            // Pods read their environment when they start: these have another one.
            return await copies.ScaleAsync(scene.Target, 0, Started(null), cancellationToken);
        if (await scalers.ResumeAsync(scene, cancellationToken) is { } asleep)
            return asleep;
        var scaler = CanarySizing.ScalerOf(scene.Canary, around.Cache);
        var isRight =
            CanarySizing.IsSized(scene, scaler)
            && (!CanarySizing.IsOrdered(scene) || scene.Target.Replicas == CanarySizing.Tested(scene, scaler));
        var isMarked = configs.Length == 0 || StartedOf(scene.Target) == configs;
        return isRight && isMarked
            ? null
            : await copies.ScaleAsync(
                scene.Target,
                isRight ? scene.Target.Replicas : CanarySizing.Tested(scene, scaler),
                configs.Length == 0 ? null : Started(configs),
                cancellationToken
            );
    }

    private async Task<string?> PromoteAsync(Scene scene, CancellationToken cancellationToken) =>
        scene.Swaps
            ? null
            : await copies.PromoteAsync(scene, cancellationToken) ?? await scalers.KeepAsync(scene, cancellationToken);

    private async Task<string?> KeepServicesAsync(Scene scene, CancellationToken cancellationToken) =>
        await services.KeepArmsAsync(scene, cancellationToken)
        // Whoever applies the Service anew, such as what keeps a cluster as Git has it, puts its selector back.
        ?? await services.TakeOverAsync(scene, cancellationToken);

    private async Task<string?> TakeDownAsync(Scene scene, CancellationToken cancellationToken) =>
        // Nobody is led any more to what loses its pods.
        await ServeAsync(scene, cancellationToken)
        ?? await copies.FollowAsync(scene, cancellationToken)
        ?? await SleepAsync(scene, cancellationToken);

    private async Task<string?> ServeAsync(Scene scene, CancellationToken cancellationToken) =>
        await services.TakeOverAsync(scene, cancellationToken) ?? await scalers.KeepAsync(scene, cancellationToken);

    private async Task<string?> UndoAsync(Scene scene, CancellationToken cancellationToken)
    {
        var wanted = scene.State.UndoTo ?? "";
        // A template with other configuration than it had would be a version nobody has tried.
        if (await UndoTroubleAsync(scene, wanted, cancellationToken) is { } trouble)
            return trouble;
        var (template, unknown) = await templates.FindAsync(scene, wanted, cancellationToken);
        if (template is null)
            return unknown;
        var type = WorkloadObject.TypeOf(scene.Target.Kind);
        var (found, failure) = await around.Objects.GetAsync(type, scene.Target.Meta.Key, cancellationToken);
        if (found is null)
            return failure;
        found["spec"]!["template"] = template.DeepClone();
        return await around.Objects.ReplaceAsync(type, scene.Target.Meta.Key, found, cancellationToken);
    }

    /// <summary>Why a version promoted before cannot be gone back to: pod templates are kept, and what configuration held is not.</summary>
    private async Task<string?> UndoTroubleAsync(Scene scene, string wanted, CancellationToken cancellationToken)
    {
        var (template, unknown) = await templates.FindAsync(scene, wanted, cancellationToken);
        if (template is null)
            return unknown;
        var (hashes, unread) = await around.Configs.LookAsync(scene.Target.With(template), cancellationToken);
        if (unread is not null)
            return unread;
        return Revision.Of(scene.Target.With(template), hashes).ToString() == wanted
            ? null
            : "the ConfigMaps and Secrets it uses hold something else now, and what they held is not kept; put that back and ask again, or apply a new version";
    }

    /// <summary>The target serves again before anybody is led to it; only then it is left to itself.</summary>
    private async Task<string?> RevertAsync(Scene scene, CancellationToken cancellationToken)
    {
        if (await scalers.ResumeAsync(scene, cancellationToken) is { } asleep)
            return asleep;
        if (scene.Target.Replicas == 0)
            return await copies.ScaleAsync(scene.Target, StablePods.Full(scene.Stable), null, cancellationToken);
        var name = $"{scene.Target.Kind} {scene.Target.Meta.Key.Name}";
        return WorkloadReadiness.Of(scene.Target, name, 100).IsReady
            ? await services.GiveBackAsync(scene, cancellationToken)
            : null;
    }

    private async Task<string?> KeepAsync(Scene scene, CancellationToken cancellationToken)
    {
        if (scene.Spec.Suspend)
            return null;
        var isResting =
            scene.State.Phase is Phase.Initialized
            || scene.State is { Phase: Phase.Succeeded, TakeDownAt: null }
            || scene.State is { Phase: Phase.Failed, IsDrained: true };
        if (!isResting)
            return null;
        if (await KeepServicesAsync(scene, cancellationToken) is { } unserved)
            return unserved;
        if (await copies.FollowAsync(scene, cancellationToken) is { } unfollowed)
            return unfollowed;
        if (await scalers.KeepAsync(scene, cancellationToken) is { } unscaled)
            return unscaled;
        if (IsIdle(scene))
            return null;
        // Somebody has asked for another number of pods and no other version: it is meant for what serves.
        var isMeant =
            !scene.Swaps
            && scene.Target.Kind != TargetKind.DaemonSet
            && CanarySizing.ScalerOf(scene.Canary, around.Cache) is null
            && scene.Stable is { } stable
            && stable.Replicas != scene.Target.Replicas
            && scene.State.Phase != Phase.Failed;
        if (
            isMeant
            && await copies.ScaleAsync(scene.Stable!, scene.Target.Replicas, null, cancellationToken) is { } unchanged
        )
            return unchanged;
        return await SleepAsync(scene, cancellationToken);
    }

    /// <summary>Takes the pods of the version under test away.</summary>
    private async Task<string?> SleepAsync(Scene scene, CancellationToken cancellationToken)
    {
        if (await scalers.PauseAsync(scene, cancellationToken) is { } awake)
            return awake;
        foreach (var workload in Resting(scene))
        {
            if (
                workload.Replicas > 0
                && await copies.ScaleAsync(workload, 0, StablePods.NoNote(), cancellationToken) is { } failure
            )
                return failure;
        }

        return null;
    }

    /// <summary>What has no pods between runs: the target, and the copy that does not serve.</summary>
    private static IEnumerable<WorkloadObject> Resting(Scene scene) =>
        scene.Swaps && scene.Tested is { } tested ? [scene.Target, tested] : [scene.Target];

    private static bool IsIdle(Scene scene) => Resting(scene).All(workload => workload.Replicas == 0);

    private bool IsAsBefore(Scene scene) => scene.Target.Replicas > 0 && services.IsGivenBack(scene);

    private Readiness CanaryOf(Scene scene, Revision revision)
    {
        if (!scene.Swaps && IsOutdated(scene, revision.Configs))
            return new Readiness(false, true, $"{scene.TestedName} starts anew with its new configuration");
        if (
            scene.Swaps
            && scene.Tested?.Meta.Annotations.GetValueOrDefault(WorkloadCopy.RevisionAnnotation) != revision.ToString()
        )
            return new Readiness(false, true, $"{scene.TestedName} is made {revision}");
        if (!CanarySizing.IsSized(scene, CanarySizing.ScalerOf(scene.Canary, around.Cache)))
            return new Readiness(false, true, $"{scene.TestedName} is given its pods");
        // With steps that want no pods nothing is to be waited for.
        if (CanarySizing.OrderOf(scene).CanaryReplicas == 0)
            return Readiness.Ready;
        var readiness = WorkloadReadiness.Of(scene.Tested, scene.TestedName, scene.Spec.Analysis.CanaryReadyPercent);
        // Pods are ready before edges hear of their addresses: a weight that comes first finds nobody, and looks like harm.
        return readiness.IsReady && scene.Tested?.Status.Available > 0 && !services.LeadsToCanary(scene)
            ? new Readiness(false, true, $"the addresses of {scene.TestedName} are not known yet")
            : readiness;
    }

    private static bool IsOutdated(Scene scene, string configs) =>
        configs.Length > 0 && scene.Target.Replicas > 0 && StartedOf(scene.Target) is { } started && started != configs;

    private static string? StartedOf(WorkloadObject target) =>
        target.Meta.Annotations.GetValueOrDefault(StartedAnnotation);

    private static JsonObject Started(string? configs) => new() { [StartedAnnotation] = configs };
}
