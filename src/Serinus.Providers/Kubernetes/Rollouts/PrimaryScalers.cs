using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Workloads;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// The autoscaler of what serves, a copy of the target's; and KEDA's autoscaler of the target, which sleeps while the target has no pods. (A
/// HorizontalPodAutoscaler sleeps by itself then.)
/// </summary>
internal sealed class PrimaryScalers(Surroundings around)
{
    /// <summary>Makes the copy what it is to be, and removes copies nobody asks for any more.</summary>
    public async Task<string?> KeepAsync(Scene scene, CancellationToken cancellationToken)
    {
        var reference = scene.Canary.Spec.AutoscalerRef;
        var name = reference is null ? null : reference.Name + CanaryArms.PrimarySuffix;
        foreach (var kind in Enum.GetValues<ScalerKind>())
        {
            foreach (var copy in around.Cache.Scalers(kind).Values)
            {
                var isOurs = copy.OwnerUid == scene.Canary.Meta.Uid && copy.Meta.Key.Namespace == scene.Namespace;
                if (!isOurs || (copy.Meta.Key.Name == name && kind == reference!.Kind))
                    continue;
                var type = around.Cache.ScalerType(kind)!;
                if (await around.Objects.DeleteAsync(type, copy.Meta.Key, cancellationToken) is { } failure)
                    return failure;
            }
        }

        return reference is null ? null : await CopyAsync(scene, reference, name!, cancellationToken);
    }

    /// <summary>Lets KEDA leave the target without pods.</summary>
    public Task<string?> PauseAsync(Scene scene, CancellationToken cancellationToken) =>
        AnnotateAsync(scene, "0", cancellationToken);

    /// <summary>Lets KEDA scale the target.</summary>
    public Task<string?> ResumeAsync(Scene scene, CancellationToken cancellationToken) =>
        AnnotateAsync(scene, null, cancellationToken);

    private async Task<string?> CopyAsync(
        Scene scene,
        ScalerReference reference,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (around.Cache.ScalerType(reference.Kind) is not { } type)
            return $"the cluster has no {reference.Kind}, or it may not be read";
        var scalers = around.Cache.Scalers(reference.Kind);
        if (!scalers.TryGetValue(new ObjectKey(scene.Namespace, reference.Name), out var source))
            return $"{reference.Kind} {scene.Namespace}/{reference.Name} does not exist";
        // In swap either copy may be the one that serves.
        var spec = source.CopySpec(scene.Target.Meta.Key.Name + scene.StableSuffix, reference);
        var key = new ObjectKey(scene.Namespace, name);
        if (!scalers.TryGetValue(key, out var copy))
            return await around.Objects.CreateAsync(
                type,
                key.Namespace,
                Made(scene, type, reference, name, spec),
                cancellationToken
            );
        if (SaysTheSame(copy.Spec, spec))
            return null;
        var (found, failure) = await around.Objects.GetAsync(type, key, cancellationToken);
        if (found is null)
            return failure;
        found["spec"] = spec;
        return await around.Objects.ReplaceAsync(type, key, found, cancellationToken);
    }

    private static JsonObject Made(
        Scene scene,
        ResourceType type,
        ScalerReference reference,
        string name,
        JsonObject spec
    ) =>
        new()
        {
            ["apiVersion"] = type.ApiVersion,
            ["kind"] = WordOf(reference.Kind),
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = scene.Namespace,
                ["ownerReferences"] = new JsonArray(scene.Owner()),
            },
            ["spec"] = spec,
        };

    private static string WordOf(ScalerKind kind) => Resources.WordShape.WordOf(kind);

    // What the server fills in on both is the same on both: the copy was made of what it had filled in.
    private static bool SaysTheSame(string left, JsonObject right) => JsonNode.DeepEquals(JsonNode.Parse(left), right);

    private async Task<string?> AnnotateAsync(Scene scene, string? value, CancellationToken cancellationToken)
    {
        if (
            scene.Canary.Spec.AutoscalerRef is not { Kind: ScalerKind.ScaledObject } reference
            || CanarySizing.ScalerOf(scene.Canary, around.Cache) is not { } source
            || source.Meta.Annotations.GetValueOrDefault(ScalerObject.PausedAnnotation) == value
        )
            return null;
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject { [ScalerObject.PausedAnnotation] = value },
            },
        };
        var type = around.Cache.ScalerType(reference.Kind)!;
        return await around.Objects.MergeAsync(type, source.Meta.Key, patch, cancellationToken);
    }
}
