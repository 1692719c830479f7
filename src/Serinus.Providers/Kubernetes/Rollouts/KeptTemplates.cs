using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Workloads;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Pod templates of versions that were stable, as ControllerRevisions, so that somebody can go back to them.</summary>
internal sealed class KeptTemplates(IApiServer api, ClusterObjects objects)
{
    private const int KeptMax = 20;
    private const string CanaryLabel = "serinus.dev/canary";

    private static readonly ResourceType type = new("apps", "v1", "controllerrevisions");

    /// <summary>Keeps the template of a version; one that is kept already stays.</summary>
    /// <param name="scene">The workload.</param>
    /// <param name="revision">The version.</param>
    /// <param name="target">The workload as the API server has it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<string?> KeepAsync(
        Scene scene,
        Revision revision,
        JsonObject target,
        CancellationToken cancellationToken
    )
    {
        var made = new JsonObject
        {
            ["apiVersion"] = type.ApiVersion,
            ["kind"] = "ControllerRevision",
            ["metadata"] = new JsonObject
            {
                ["name"] = NameOf(scene, revision.Template),
                ["namespace"] = scene.Namespace,
                ["labels"] = new JsonObject { [CanaryLabel] = LabelOf(scene) },
                ["ownerReferences"] = new JsonArray(scene.Owner()),
            },
            ["data"] = new JsonObject { ["template"] = target["spec"]!["template"]!.DeepClone() },
            ["revision"] = scene.State.Run,
        };
        return await objects.CreateAsync(type, scene.Namespace, made, cancellationToken)
            ?? await ForgetAsync(scene, cancellationToken);
    }

    /// <summary>The template of a version; null, with words, when it is not known.</summary>
    public async Task<(JsonObject? Template, string? Failure)> FindAsync(
        Scene scene,
        string revision,
        CancellationToken cancellationToken
    )
    {
        var template = revision.Split('-')[0];
        var key = scene.Canary.Meta.Key with { Name = NameOf(scene, template) };
        var (found, failure) = await objects.GetAsync(type, key, cancellationToken);
        return found?["data"]?["template"] is JsonObject kept
            ? (kept, null)
            : (null, failure ?? $"the pod template of {revision} is not kept any more; apply it again");
    }

    /// <summary>Removes the oldest beyond as many as are kept.</summary>
    private async Task<string?> ForgetAsync(Scene scene, CancellationToken cancellationToken)
    {
        var path =
            $"{type.ListPath(scene.Namespace)}?labelSelector={Uri.EscapeDataString($"{CanaryLabel}={LabelOf(scene)}")}";
        using var answer = await api.SendAsync(ApiRequest.Get(path), cancellationToken);
        if (answer.Failure is { } failure)
            return failure.Message;
        var kept = ((System.Text.Json.JsonElement?)answer.Root)
            .Items("items")
            .Select(item => ObjectReader.Meta(item!.Value))
            .OrderByDescending(meta => meta.Created)
            .Skip(KeptMax);
        foreach (var old in kept)
            await objects.DeleteAsync(type, old.Key, cancellationToken);
        return null;
    }

    private static string NameOf(Scene scene, string template) => $"{scene.Canary.Meta.Key.Name}-{template}";

    // Values of labels are shorter than names may be.
    private static string LabelOf(Scene scene) =>
        Endpoints.ShortName.Of(scene.Canary.Meta.Key.Name, 63).Replace('~', '-');
}
