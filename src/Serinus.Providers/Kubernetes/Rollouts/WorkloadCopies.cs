using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Workloads;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Makes copies of a target, with the configuration they use, and makes them like the target again.</summary>
internal sealed class WorkloadCopies(Surroundings around, KeptTemplates templates)
{
    /// <summary>Makes the copy that serves the old version, if there is none.</summary>
    public Task<string?> MakeStableAsync(Scene scene, CancellationToken cancellationToken) =>
        scene.Stable is not null
            ? Task.FromResult<string?>(null)
            : KeepAsync(
                scene,
                scene.StableSuffix,
                null,
                CanarySizing.Stable(scene, CanarySizing.ScalerOf(scene.Canary, around.Cache)),
                keepsTemplate: true,
                cancellationToken
            );

    /// <summary>Makes the stable copy what the target is.</summary>
    public Task<string?> PromoteAsync(Scene scene, CancellationToken cancellationToken)
    {
        var scaler = CanarySizing.ScalerOf(scene.Canary, around.Cache);
        // Where an autoscaler says how many there are, promotion does not.
        var isAsMany = scaler is null && (scene.Spec.Scaling.DynamicStable || !CanarySizing.IsOrdered(scene));
        var replicas = isAsMany ? CanarySizing.Stable(scene, null) : (int?)null;
        return KeepAsync(scene, scene.StableSuffix, scene.Stable, replicas, keepsTemplate: true, cancellationToken);
    }

    /// <summary>Makes the copy under test what the target is, with its pods; only where copies change places.</summary>
    public Task<string?> RunAsync(Scene scene, CancellationToken cancellationToken) =>
        KeepAsync(
            scene,
            scene.TestedSuffix,
            scene.Tested,
            CanarySizing.Tested(scene, CanarySizing.ScalerOf(scene.Canary, around.Cache)),
            keepsTemplate: false,
            cancellationToken
        );

    /// <summary>Gives stable the pods it is to have now, where those follow its requests.</summary>
    public async Task<string?> FollowAsync(Scene scene, CancellationToken cancellationToken) =>
        StablePods.Wanted(scene) is not { } wanted
        || scene.Stable!.Replicas == wanted
            && scene.Stable.Meta.Annotations.ContainsKey(StablePods.FullAnnotation)
                == wanted < StablePods.Full(scene.Stable)
            ? null
            : await ScaleAsync(scene.Stable!, wanted, StablePods.Note(scene.Stable!, wanted), cancellationToken);

    /// <summary>Gives a workload its pods, and nothing else.</summary>
    public async Task<string?> ScaleAsync(
        WorkloadObject workload,
        int replicas,
        JsonObject? annotations,
        CancellationToken cancellationToken
    )
    {
        var type = WorkloadObject.TypeOf(workload.Kind);
        if (workload.Kind != Canaries.TargetKind.DaemonSet)
        {
            var patch = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } };
            if (annotations is not null)
                patch["metadata"] = new JsonObject { ["annotations"] = annotations };
            return await around.Objects.MergeAsync(type, workload.Meta.Key, patch, cancellationToken);
        }

        var (found, failure) = await around.Objects.GetAsync(type, workload.Meta.Key, cancellationToken);
        if (found is null)
            return failure ?? $"{workload.Kind} {workload.Meta.Key} does not exist";
        WorkloadCopy.SetReplicas(found, replicas);
        return await around.Objects.ReplaceAsync(type, workload.Meta.Key, found, cancellationToken);
    }

    private async Task<string?> KeepAsync(
        Scene scene,
        string suffix,
        WorkloadObject? known,
        int? replicas,
        bool keepsTemplate,
        CancellationToken cancellationToken
    )
    {
        var type = WorkloadObject.TypeOf(scene.Target.Kind);
        var (target, unread) = await around.Objects.GetAsync(type, scene.Target.Meta.Key, cancellationToken);
        if (target is null)
            return unread ?? $"{scene.Target.Kind} {scene.Target.Meta.Key} does not exist";
        // It may have changed since it was looked at: what is copied is what is written down.
        using var json = System.Text.Json.JsonDocument.Parse(target.ToJsonString());
        var asked = WorkloadObject.Read(json.RootElement, scene.Target.Kind);
        var (hashes, unknown) = await around.Configs.LookAsync(asked, cancellationToken);
        if (unknown is not null)
            return unknown;
        var revision = Revision.Of(asked, hashes);
        if (known is not null && scene.State.Revision.Length > 0 && revision.ToString() != scene.State.Revision)
            return $"{scene.Target.Kind} {scene.Target.Meta.Key} asks for {revision} meanwhile";
        var copy = await CopyConfigsAsync(scene, suffix, hashes, cancellationToken);
        if (copy.Failure is not null)
            return copy.Failure;
        if (keepsTemplate && await templates.KeepAsync(scene, revision, target, cancellationToken) is { } unkept)
            return unkept;
        var name = scene.Target.Meta.Key.Name + suffix;
        var plan = new WorkloadCopy(name, scene.Label, scene.Value, scene.ValueOf(suffix), copy.Names);
        if (known is null)
            return await around.Objects.CreateAsync(
                type,
                scene.Namespace,
                plan.Make(target, scene.Owner(), revision.ToString(), replicas ?? 1),
                cancellationToken
            );
        var isThere =
            known.Meta.Annotations.GetValueOrDefault(WorkloadCopy.RevisionAnnotation) == revision.ToString()
            && (replicas is null || known.Replicas == replicas);
        if (isThere)
            return null;
        var (found, failure) = await around.Objects.GetAsync(type, known.Meta.Key, cancellationToken);
        if (found is null)
            return failure ?? $"{known.Kind} {known.Meta.Key} does not exist";
        plan.Update(found, target, revision.ToString());
        if (replicas is { } pods)
            WorkloadCopy.SetReplicas(found, pods);
        return await around.Objects.ReplaceAsync(type, known.Meta.Key, found, cancellationToken);
    }

    /// <summary>Copies of what is tracked, and their names.</summary>
    private async Task<(ImmutableDictionary<(bool, string), string> Names, string? Failure)> CopyConfigsAsync(
        Scene scene,
        string suffix,
        ImmutableSortedDictionary<string, string> hashes,
        CancellationToken cancellationToken
    )
    {
        var names = ImmutableDictionary.CreateBuilder<(bool, string), string>();
        foreach (var reference in scene.Target.Configs)
        {
            if (!hashes.TryGetValue(reference.ToString(), out var hash))
                continue;
            var copy = scene.Target.Meta.Key with { Name = reference.Name + suffix };
            names[(reference.IsSecret, reference.Name)] = copy.Name;
            if (around.Cache.Config(reference.IsSecret, copy)?.Content == hash)
                continue;
            var source = copy with { Name = reference.Name };
            var (found, failure) = await around.Configs.ReadAsync(reference.IsSecret, source, cancellationToken);
            if (found is not { } json)
                return (names.ToImmutable(), failure);
            var made = ConfigContent.Copy(json, reference.IsSecret, copy.Name, scene.Owner(), ConfigContent.Hash(json));
            if (await PutAsync(reference.IsSecret, copy, made, cancellationToken) is { } unwritten)
                return (names.ToImmutable(), unwritten);
        }

        return (names.ToImmutable(), null);
    }

    private async Task<string?> PutAsync(
        bool isSecret,
        Objects.ObjectKey key,
        JsonObject made,
        CancellationToken cancellationToken
    )
    {
        var type = TrackedConfigs.TypeOf(isSecret);
        var (found, failure) = await around.Objects.GetAsync(type, key, cancellationToken);
        if (failure is not null)
            return failure;
        if (found is null)
            return await around.Objects.CreateAsync(type, key.Namespace, made, cancellationToken);
        made["metadata"]!["resourceVersion"] = found["metadata"]!["resourceVersion"]?.DeepClone();
        return await around.Objects.ReplaceAsync(type, key, made, cancellationToken);
    }
}
