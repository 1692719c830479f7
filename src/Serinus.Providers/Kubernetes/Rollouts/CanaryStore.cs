using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Status;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// States of rollouts in the statuses of Canaries. A write goes through only on top of what was read, and only while this replica leads: it
/// carries the number of the leadership, and who sees a higher one stops. Any thread; one at a time for each rollout.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="lease">Who leads.</param>
/// <param name="canaries">The Canaries as they are known now.</param>
/// <param name="specs">What is asked for, by rollout; null when it cannot be read.</param>
/// <param name="facts">What is seen, by rollout.</param>
/// <param name="time">The clock.</param>
internal sealed class CanaryStore(
    BoundedApi api,
    LeaderLease lease,
    Func<string, CanaryObject?> canaries,
    Func<string, RolloutSpec?> specs,
    Func<string, LiveFacts> facts,
    TimeProvider time
) : IRolloutStore
{
    private const string CanaryLabel = "serinus.dev/canary";

    private static readonly ResourceType canaryType = CustomResources.Canary.Type;
    private static readonly ResourceType runType = CustomResources.CanaryRun.Type;

    /// <summary>By rollout: the version as it was given out, and a mark of the state that was read or written in it.</summary>
    private readonly ConcurrentDictionary<string, (string Version, UInt128 State)> known = new();

    /// <inheritdoc/>
    public async Task<StoredState?> ReadAsync(string rollout, CancellationToken cancellationToken)
    {
        var canary = await LatestAsync(rollout, cancellationToken);
        // An object that is gone has no state, and takes none.
        if (canary is null)
        {
            known.TryRemove(rollout, out _);
            return null;
        }

        known[rollout] = (canary.Meta.ResourceVersion, MarkOf(canary.Status.State));
        if (canary.Status.LeaseTransitions > lease.Transitions)
            throw new StoreException($"a later leader (number {canary.Status.LeaseTransitions}) has written it");
        return canary.Status.State.Length == 0 ? null : new StoredState(StateOf(canary), canary.Meta.ResourceVersion);
    }

    /// <inheritdoc/>
    public async Task<string?> WriteAsync(
        string rollout,
        RunState state,
        string version,
        CancellationToken cancellationToken
    )
    {
        if (!lease.IsHeld || canaries(rollout) is not { } canary)
            return null;
        if (!known.TryGetValue(rollout, out var read) || (version.Length > 0 && read.Version != version))
            return null;
        for (var again = false; ; again = true)
        {
            var (written, failure) = await PatchAsync(canary, state, read.Version, cancellationToken);
            if (failure is null)
            {
                known[rollout] = (written, MarkOf(RunStateJson.WriteText(state)));
                return written;
            }

            if (failure.Kind == FailureKind.NotFound)
                return null;
            if (failure.Kind != FailureKind.Conflict)
                throw new StoreException($"Canary {rollout}: {failure.Message}");
            // Somebody has changed the object, perhaps no more than a label: the state decides whether it is another one.
            var (now, unread) = await GetAsync(canary.Meta.Key, cancellationToken);
            if (unread is not null)
                throw new StoreException($"Canary {rollout}: {unread.Message}");
            if (now is null || now.Meta.Uid != canary.Meta.Uid)
                return null;
            var isSame = MarkOf(now.Status.State) == read.State && now.Status.LeaseTransitions <= lease.Transitions;
            known[rollout] = (now.Meta.ResourceVersion, MarkOf(now.Status.State));
            if (!isSame || again || !lease.IsHeld)
                return null;
            read = known[rollout];
        }
    }

    /// <inheritdoc/>
    public async Task ArchiveAsync(string rollout, RunState state, int historyMax, CancellationToken cancellationToken)
    {
        if (canaries(rollout) is not { } canary || historyMax == 0)
            return;
        if (!lease.IsHeld)
            throw new StoreException("another replica leads by now");
        using var answer = await api.SendAsync(
            () =>
                new ApiRequest(
                    HttpMethod.Post,
                    runType.ListPath(canary.Meta.Key.Namespace),
                    JsonSerializer.SerializeToUtf8Bytes(RunText.Of(canary, state))
                ),
            cancellationToken
        );
        // It is there already: whoever led before was interrupted behind it.
        if (answer.Failure is { Kind: not FailureKind.Conflict } failure)
            throw new StoreException($"a CanaryRun of {rollout}: {failure.Message}");
        foreach (var (key, _) in (await RunsAsync(canary, cancellationToken)).Skip(historyMax))
        {
            using var deleted = await api.SendAsync(
                new ApiRequest(HttpMethod.Delete, runType.PathOf(key.Namespace, key.Name)),
                cancellationToken
            );
        }
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<RunState>> HistoryAsync(string rollout, CancellationToken cancellationToken)
    {
        if (canaries(rollout) is not { } canary)
            return [];
        var runs = await RunsAsync(canary, cancellationToken);
        return [.. runs.Select(run => RunStateJson.ReadText(run.State, out _)).OfType<RunState>()];
    }

    /// <summary>The state a Canary holds.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    internal static RunState StateOf(CanaryObject canary) =>
        RunStateJson.ReadText(canary.Status.State, out var problem)
        ?? throw new StoreException($"the status of Canary {canary.Meta.Key}: {problem}");

    // Half of a SHA-256: states are compared, and need not be held a second time.
    private static UInt128 MarkOf(string state) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(state.AsSpan())));

    /// <summary>What is known of a Canary by watching; asked for anew when somebody else was seen to have written it.</summary>
    private async Task<CanaryObject?> LatestAsync(string rollout, CancellationToken cancellationToken)
    {
        if (canaries(rollout) is not { } canary)
            return null;
        // What was written last may not have come back by the watch yet.
        if (!known.TryGetValue(rollout, out var last) || last.Version == canary.Meta.ResourceVersion)
            return canary;
        var (found, failure) = await GetAsync(canary.Meta.Key, cancellationToken);
        return failure is null ? found : throw new StoreException($"Canary {rollout}: {failure.Message}");
    }

    private async Task<(CanaryObject? Found, ApiFailure? Failure)> GetAsync(
        ObjectKey key,
        CancellationToken cancellationToken
    )
    {
        using var answer = await api.SendAsync(
            ApiRequest.Get(canaryType.PathOf(key.Namespace, key.Name)),
            cancellationToken
        );
        return answer.Failure switch
        {
            null => (CanaryObject.Read(answer.Root), null),
            { Kind: FailureKind.NotFound } => (null, null),
            { } failure => (null, failure),
        };
    }

    private async Task<(string Version, ApiFailure? Failure)> PatchAsync(
        CanaryObject canary,
        RunState state,
        string version,
        CancellationToken cancellationToken
    )
    {
        var key = canary.Meta.Key;
        using var answer = await api.SendAsync(
            () =>
                new ApiRequest(
                    HttpMethod.Patch,
                    $"{canaryType.PathOf(key.Namespace, key.Name)}/status",
                    PatchOf(canary, state, version),
                    ApiRequest.MergePatch
                ),
            cancellationToken
        );
        return answer.Failure is { } failure ? ("", failure) : (ObjectReader.Meta(answer.Root).ResourceVersion, null);
    }

    private byte[] PatchOf(CanaryObject canary, RunState state, string version)
    {
        var rollout = canary.Meta.Key.ToString();
        var status = StatusText.Of(canary, specs(rollout), state, facts(rollout), lease.Transitions, time.GetUtcNow());
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = version },
                ["status"] = status,
            }
        );
    }

    /// <summary>Runs of a Canary with their states, the newest first.</summary>
    private async Task<ImmutableArray<(ObjectKey Key, string State)>> RunsAsync(
        CanaryObject canary,
        CancellationToken cancellationToken
    )
    {
        var selector = Uri.EscapeDataString($"{CanaryLabel}={RunText.LabelOf(canary)}");
        var path = $"{runType.ListPath(canary.Meta.Key.Namespace)}?labelSelector={selector}";
        using var answer = await api.SendAsync(ApiRequest.Get(path), cancellationToken);
        if (answer.Failure is { } failure)
            throw new StoreException($"CanaryRuns of {canary.Meta.Key}: {failure.Message}");
        return
        [
            .. ((JsonElement?)answer.Root)
                .Items("items")
                .Where(item => item.Field("spec").Text("canary") == canary.Meta.Key.Name)
                .Select(item =>
                    (
                        ObjectReader.Meta(item!.Value).Key,
                        Run: item.Field("spec").Long("run"),
                        State: item.Field("status").Text("state") ?? ""
                    )
                )
                .OrderByDescending(run => run.Run)
                .Select(run => (run.Key, run.State)),
        ];
    }
}
