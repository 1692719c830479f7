using Serinus.Providers.Kubernetes.Discovery;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>
/// The kinds that are followed. One thread at a time says which; their informers run on their own. What is followed no longer stays known
/// until it is followed in another version.
/// </summary>
internal sealed class LiveFollowing
{
    private readonly Dictionary<OfferedResource, FollowedKind> running = [];

    /// <summary>Whether everything that is followed was read in full once.</summary>
    public bool IsSynced => running.Values.All(kind => kind.Followed.IsSynced || kind.IsRefused);

    /// <summary>Whether something that was followed is no longer served or allowed, so that the offer has to be looked at again.</summary>
    public bool HasLost => running.Values.Any(kind => kind.HasEnded && !kind.IsRefused);

    /// <summary>What the server said we may follow, and then refused.</summary>
    public IEnumerable<OfferedResource> Refused => running.Where(pair => pair.Value.IsRefused).Select(pair => pair.Key);

    /// <summary>What goes wrong, the oldest first.</summary>
    public IEnumerable<Trouble> Troubles =>
        running.Values.Select(kind => kind.Followed.Trouble).OfType<Trouble>().OrderBy(trouble => trouble.Since);

    /// <summary>What is followed, as <c>group/version plural</c>.</summary>
    public IEnumerable<string> Names =>
        running.Keys.Select(offered => $"{offered.Type.ApiVersion} {offered.Type.Plural}").Distinct().Order();

    /// <summary>The version a kind is followed in; null when it is not followed.</summary>
    public OfferedResource? Find(ResourceKind kind) => running.Keys.FirstOrDefault(offered => offered.Kind == kind);

    /// <summary>Follows what is offered, and nothing else.</summary>
    /// <param name="offer">What is offered.</param>
    /// <param name="start">Starts to follow.</param>
    public async Task FollowAsync(Offer offer, Func<OfferedResource, FollowedKind> start)
    {
        var wanted = offer.Resources.ToHashSet();
        foreach (var (offered, kind) in running.ToArray())
        {
            if (wanted.Contains(offered) && !kind.HasEnded)
                continue;
            if (wanted.Contains(offered) && !kind.Followed.IsSynced && !kind.IsRefused)
            {
                kind.IsRefused = true;
                continue;
            }

            running.Remove(offered);
            await kind.StopAsync();
        }

        foreach (var offered in offer.Resources)
        {
            if (!running.ContainsKey(offered))
                running.Add(offered, start(offered));
        }
    }

    /// <summary>Ends all informers.</summary>
    public async Task StopAsync()
    {
        foreach (var kind in running.Values)
            await kind.StopAsync();
        running.Clear();
    }
}
