using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Rollouts.Plan;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Keeps a Canary that is deleted until everything is as it was before, where that is asked for.</summary>
internal sealed class Finalizers(ClusterObjects objects)
{
    public const string Name = "serinus.dev/revert";

    /// <summary>Adds or removes our finalizer, as it should be.</summary>
    /// <returns>Why it could not be; null when all is well.</returns>
    public async Task<string?> KeepAsync(CanaryObject canary, CancellationToken cancellationToken)
    {
        var isThere = canary.Finalizers.Contains(Name);
        var isWanted = canary.IsDeleting
            ? isThere && canary.IsReadable && canary.Status.Phase is not (null or Phase.Terminated)
            : canary.Spec.RevertOnDeletion;
        if (isThere == isWanted)
            return null;
        var finalizers = isWanted ? canary.Finalizers.Add(Name) : canary.Finalizers.Remove(Name);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = canary.Meta.ResourceVersion,
                ["finalizers"] = new JsonArray([.. finalizers.Select(name => JsonValue.Create(name))]),
            },
        };
        return await objects.MergeAsync(CustomResources.Canary.Type, canary.Meta.Key, patch, cancellationToken);
    }
}
