using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Tells Canaries of Flagger what became of them, in the fields their own status has, so that <c>kubectl wait</c> goes on working.</summary>
internal sealed class FlaggerStatuses(IApiServer api)
{
    private static readonly ResourceType type = new(Roles.EdgeRoles.FlaggerGroup, "v1beta1", "canaries");

    private readonly Dictionary<ObjectKey, (string Uid, CanaryStatus Told)> told = [];

    /// <summary>Tells what has changed.</summary>
    /// <param name="known">Our own Canaries, which stand for them.</param>
    /// <param name="flagger">Those of Flagger.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TellAsync(
        ClusterKnown known,
        IReadOnlyCollection<CanaryObject> flagger,
        CancellationToken cancellationToken
    )
    {
        foreach (var canary in flagger)
        {
            var key = canary.Meta.Key;
            if (
                !known.Canaries.TryGetValue(key, out var ours)
                || !GeneratedCanaries.IsForFlagger(ours)
                || ours.Status.Phase is null
                || (told.TryGetValue(key, out var before) && before == (canary.Meta.Uid, ours.Status))
            )
                continue;
            using var answer = await api.SendAsync(
                new ApiRequest(
                    HttpMethod.Patch,
                    $"{type.PathOf(key.Namespace, key.Name)}/status",
                    JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["status"] = Of(ours.Status) }),
                    ApiRequest.MergePatch
                ),
                cancellationToken
            );
            if (answer.Failure is null or { Kind: FailureKind.NotFound })
                told[key] = (canary.Meta.Uid, ours.Status);
        }
    }

    private static JsonObject Of(CanaryStatus status)
    {
        var promoted = status.Conditions.Where(condition => condition.Type == "Promoted");
        return new JsonObject
        {
            ["phase"] = status.Phase.ToString(),
            ["canaryWeight"] = (int)decimal.Round(status.CanaryWeight),
            ["failedChecks"] = status.FailedChecks,
            ["iterations"] = status.Iterations,
            ["lastAppliedSpec"] = status.LastAppliedSpec,
            ["lastPromotedSpec"] = status.LastPromotedSpec,
            ["lastTransitionTime"] = Time(status.LastTransitionTime),
            ["conditions"] = new JsonArray([
                .. promoted.Select(condition => new JsonObject
                {
                    ["type"] = condition.Type,
                    ["status"] = condition.Status,
                    ["reason"] = condition.Reason,
                    ["message"] = condition.Message,
                    ["lastUpdateTime"] = Time(condition.LastUpdateTime),
                    ["lastTransitionTime"] = Time(condition.LastTransitionTime),
                }),
            ]),
        };
    }

    private static string? Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
