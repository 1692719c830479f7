using System.Runtime.CompilerServices;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Secrets;

/// <summary>What Secrets hold for TLS to endpoints, read once for each version of a Secret. Used by one thread at a time.</summary>
internal sealed class LiveUpstreamSecrets
{
    private readonly ConditionalWeakTable<SecretObject, UpstreamSecret> known = [];

    /// <summary>What a Secret holds in a view.</summary>
    public UpstreamSecret Find(ObjectKey key, ClusterView view)
    {
        if (view.Secrets.TryGetValue(key, out var secret))
            return known.GetValue(secret, UpstreamSecret.Read);
        return view.UnreadableSecrets.TryGetValue(key, out var reason)
            ? UpstreamSecret.Unreadable(reason)
            : UpstreamSecret.Absent;
    }
}
