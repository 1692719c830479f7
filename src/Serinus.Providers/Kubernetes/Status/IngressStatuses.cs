using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Status;

/// <summary>Writes <c>status.loadBalancer</c> of Ingresses, where it says something else.</summary>
internal sealed class IngressStatuses(IApiServer api)
{
    // Between two turns the Lease is renewed.
    private const int WritesPerTurnMax = 100;

    // What was written and has not come back through the watch yet is not written again.
    private Dictionary<ObjectKey, (string Version, ImmutableArray<LoadBalancerAddress> Addresses)> written = [];

    /// <summary>Brings the status of every Ingress up to date.</summary>
    /// <param name="ingresses">The Ingresses.</param>
    /// <param name="addresses">What they are to say.</param>
    /// <param name="mayWrite">Asked before each: leadership may end in the middle.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The first failure; null when all is well.</returns>
    public async Task<ApiFailure?> WriteAsync(
        ImmutableArray<IngressObject> ingresses,
        ImmutableArray<LoadBalancerAddress> addresses,
        Func<bool> mayWrite,
        CancellationToken cancellationToken
    )
    {
        var next = new Dictionary<ObjectKey, (string, ImmutableArray<LoadBalancerAddress>)>();
        ApiFailure? failed = null;
        var isStopped = false;
        var left = WritesPerTurnMax;
        foreach (var ingress in ingresses)
        {
            var key = ingress.Meta.Key;
            if (ingress.Addresses.SequenceEqual(addresses))
                continue;
            var isWritten =
                written.TryGetValue(key, out var before)
                && before.Version == ingress.Meta.ResourceVersion
                && before.Addresses.SequenceEqual(addresses);
            if (!isWritten)
            {
                if (isStopped || left-- <= 0 || !mayWrite())
                    continue;
                var failure = await PatchAsync(ingress, addresses, cancellationToken);
                // Gone or changed meanwhile: the watch brings the news. What is refused is refused for this one, until it changes.
                if (failure is { Kind: not (FailureKind.NotFound or FailureKind.Conflict) })
                    failed ??= failure;
                isStopped =
                    failure
                        is {
                            Kind: not (
                                FailureKind.NotFound
                                or FailureKind.Conflict
                                or FailureKind.Forbidden
                                or FailureKind.Refused
                            )
                        };
                if (isStopped)
                    continue;
            }

            next[key] = (ingress.Meta.ResourceVersion, addresses);
        }

        written = next;
        return failed;
    }

    private async Task<ApiFailure?> PatchAsync(
        IngressObject ingress,
        ImmutableArray<LoadBalancerAddress> addresses,
        CancellationToken cancellationToken
    )
    {
        var slash = ingress.ApiVersion.IndexOf('/', StringComparison.Ordinal);
        var type = new ResourceType(ingress.ApiVersion[..slash], ingress.ApiVersion[(slash + 1)..], "ingresses");
        var path = $"{type.PathOf(ingress.Meta.Key.Namespace, ingress.Meta.Key.Name)}/status";
        var list = addresses.Select(address =>
            address.Ip is { } ip
                ? new Dictionary<string, string> { ["ip"] = ip }
                : new Dictionary<string, string> { ["hostname"] = address.Hostname ?? "" }
        );
        var patch = new { status = new { loadBalancer = new { ingress = list } } };
        using var answer = await api.SendAsync(
            new ApiRequest(HttpMethod.Patch, path, JsonSerializer.SerializeToUtf8Bytes(patch), ApiRequest.MergePatch),
            cancellationToken
        );
        return answer.Failure;
    }
}
