using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>The Secrets that somebody asked for, and no others. Used by one thread at a time; its followers write from their own.</summary>
internal sealed class SecretCache(IApiServer api, Pace pace, TimeProvider time, Action changed)
{
    // Each watch is an open stream at the API server.
    private const int WatchesMax = 50;

    private readonly ObjectStore<SecretObject> store = new(changed);
    private readonly Dictionary<ObjectKey, FollowedSecret> followed = [];

    public ImmutableDictionary<ObjectKey, SecretObject> Items => store.Items;

    /// <summary>Whether every Secret that was asked for was answered for.</summary>
    public bool IsComplete => followed.Values.All(secret => secret.IsAnswered);

    /// <summary>Those that cannot be read, and why.</summary>
    public ImmutableDictionary<ObjectKey, string> Unreadable { get; private set; } =
        ImmutableDictionary<ObjectKey, string>.Empty;

    /// <summary>Follows these, and forgets all others.</summary>
    public async Task AskAsync(ImmutableHashSet<ObjectKey> wanted, CancellationToken cancellationToken)
    {
        foreach (var gone in followed.Keys.Where(key => !wanted.Contains(key)).ToArray())
        {
            followed.Remove(gone, out var secret);
            await secret!.StopAsync();
        }

        foreach (var key in wanted)
        {
            if (!followed.ContainsKey(key))
                followed[key] = new FollowedSecret(
                    api,
                    key,
                    new OneSecret(store, key),
                    followed.Count < WatchesMax,
                    pace,
                    time,
                    changed,
                    cancellationToken
                );
        }
    }

    /// <summary>Looks which cannot be read now.</summary>
    public void Look()
    {
        var now = followed
            .Where(pair => pair.Value.Trouble is not null)
            .ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Trouble!);
        var isSame =
            now.Count == Unreadable.Count
            && now.All(pair => Unreadable.TryGetValue(pair.Key, out var known) && known == pair.Value);
        if (!isSame)
            Unreadable = now;
    }

    /// <summary>Forgets all.</summary>
    public Task StopAsync() => AskAsync([], CancellationToken.None);
}
