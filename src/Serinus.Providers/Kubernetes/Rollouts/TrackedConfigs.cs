using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Workloads;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What ConfigMaps and Secrets hold, by hashes: each version is asked for once. Any thread.</summary>
/// <param name="api">The API server.</param>
/// <param name="cache">Tells which there are, and their versions.</param>
internal sealed class TrackedConfigs(IApiServer api, LeaderCache cache)
{
    // They are small, and as many as there are workloads that are rolled out and use them.
    private readonly ConcurrentDictionary<(bool IsSecret, ObjectKey Key), (string Version, string Hash)> known = new();

    /// <summary>Hashes of what a workload uses and what is tracked of it.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The hashes by reference; or why one of them is not known now, which is no new version.</returns>
    public async Task<(ImmutableSortedDictionary<string, string> Hashes, string? Unknown)> LookAsync(
        WorkloadObject workload,
        CancellationToken cancellationToken
    )
    {
        var hashes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var reference in workload.Configs)
        {
            var key = workload.Meta.Key with { Name = reference.Name };
            if (!cache.KnowsConfigs(reference.IsSecret))
                return (hashes.ToImmutable(), $"{reference} cannot be read: no right to list and watch them");
            var mark = cache.Config(reference.IsSecret, key);
            if (mark is { IsOptedOut: true })
                continue;
            if (mark is null)
            {
                if (!reference.IsOptional)
                    return (
                        hashes.ToImmutable(),
                        $"{reference} does not exist, and {workload.Kind} {workload.Meta.Key} uses it"
                    );
                continue;
            }

            var (hash, failure) = await HashAsync(
                reference.IsSecret,
                key,
                mark.Meta.ResourceVersion,
                cancellationToken
            );
            if (hash is null)
                return (hashes.ToImmutable(), $"{reference} cannot be read: {failure}");
            hashes[reference.ToString()] = hash;
        }

        return (hashes.ToImmutable(), null);
    }

    /// <summary>What a ConfigMap or Secret holds.</summary>
    public async Task<(JsonElement? Found, string? Failure)> ReadAsync(
        bool isSecret,
        ObjectKey key,
        CancellationToken cancellationToken
    )
    {
        using var answer = await api.SendAsync(
            ApiRequest.Get(TypeOf(isSecret).PathOf(key.Namespace, key.Name)),
            cancellationToken
        );
        return answer.Failure is { } failure ? (null, failure.Message) : (answer.Root.Clone(), null);
    }

    /// <summary>Where they are.</summary>
    public static ResourceType TypeOf(bool isSecret) => new("", "v1", isSecret ? "secrets" : "configmaps");

    private async Task<(string? Hash, string? Failure)> HashAsync(
        bool isSecret,
        ObjectKey key,
        string version,
        CancellationToken cancellationToken
    )
    {
        if (known.TryGetValue((isSecret, key), out var before) && before.Version == version)
            return (before.Hash, null);
        var (found, failure) = await ReadAsync(isSecret, key, cancellationToken);
        if (found is not { } json)
            return (null, failure);
        var hash = ConfigContent.Hash(json);
        // It may be of a newer version already, which the informer has not heard of: then it is read again when it has.
        known[(isSecret, key)] = (ObjectReader.Meta(json).ResourceVersion, hash);
        return (hash, null);
    }
}
