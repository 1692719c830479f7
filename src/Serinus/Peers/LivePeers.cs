using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Serinus.Orders;
using Serinus.Routing.Config;

namespace Serinus.Peers;

/// <summary>The other edges of a fleet: asked what they do and given orders, all at once, none waited for longer than the configured time. Any thread.</summary>
public sealed class LivePeers : IDisposable
{
    private const int AnswerBytesMax = 64 * 1024 * 1024;

    private readonly Func<ImmutableArray<Uri>> addresses;
    private readonly FleetConfig config;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly HttpClient client;
    private readonly Lock access = new();
    private readonly Dictionary<Uri, LivePeer> peers = [];
    private readonly HashSet<Uri> troubled = [];

    /// <param name="addresses">Admin endpoints of the other edges; asked again and again. This edge may be among them.</param>
    /// <param name="config">How long they may take.</param>
    /// <param name="authorization">What they are shown; nothing when null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told of peers that do not answer, once.</param>
    public LivePeers(
        Func<ImmutableArray<Uri>> addresses,
        FleetConfig config,
        AuthenticationHeaderValue? authorization,
        TimeProvider time,
        ILogger log
    )
    {
        ArgumentNullException.ThrowIfNull(config);
        this.addresses = addresses;
        this.config = config;
        this.time = time;
        this.log = log;
        client = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectTimeout = config.PeerTime,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                AllowAutoRedirect = false,
                UseProxy = false,
            }
        )
        {
            Timeout = config.PeerTime,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        client.DefaultRequestHeaders.Authorization = authorization;
    }

    /// <summary>Whether orders are given to peers; not where they read them themselves.</summary>
    public bool TakeOrders { get; init; } = true;

    /// <summary>
    /// Asks all peers, and gives what those said that answered. How many count: those, and those that have not answered for a while, which
    /// may come back and have not acknowledged anything meanwhile.
    /// </summary>
    /// <param name="self">This edge's own instance, which is left out.</param>
    public async Task<(ImmutableArray<EdgeReading> Readings, int Count)> ReadAsync(string self)
    {
        var all = Current();
        var asked = all.Select(peer => (Peer: peer, Wait: peer.IsWorthWaiting, Task: peer.AskAsync())).ToArray();
        await Task.WhenAll(asked.Where(each => each.Wait).Select(each => each.Task));
        Tell(all);
        ImmutableArray<EdgeReading> readings =
        [
            .. all.Select(peer => peer.Reading)
                .OfType<EdgeReading>()
                .Where(reading => reading.Instance != self)
                .DistinctBy(reading => reading.Instance),
        ];
        var silent = all.Count(peer => peer.Reading is null && peer.SilentFor < config.GoneTime);
        return (readings, readings.Length + silent);
    }

    /// <summary>Gives an order to all peers.</summary>
    public Task GiveAsync(EdgeOrder order) => TakeOrders ? AllAsync(peer => peer.GiveAsync(order)) : Task.CompletedTask;

    /// <summary>Takes an order back from all peers.</summary>
    public Task ForgetAsync(string rollout) =>
        TakeOrders ? AllAsync(peer => peer.ForgetAsync(rollout)) : Task.CompletedTask;

    public void Dispose() => client.Dispose();

    /// <summary>One that did not answer a moment ago is tried, and not waited for.</summary>
    private Task AllAsync(Func<LivePeer, Task> act)
    {
        var done = Current().Select(peer => (Wait: peer.IsWorthWaiting, Task: act(peer))).ToArray();
        return Task.WhenAll(done.Where(each => each.Wait).Select(each => each.Task));
    }

    private LivePeer[] Current()
    {
        var listed = addresses();
        lock (access)
        {
            foreach (var gone in peers.Keys.Except(listed).ToArray())
                peers.Remove(gone);
            foreach (var address in listed)
            {
                if (!peers.ContainsKey(address))
                    peers.Add(address, new LivePeer(address, client, time));
            }

            return [.. peers.Values];
        }
    }

    private void Tell(LivePeer[] all)
    {
        foreach (var peer in all)
        {
            var trouble = peer.Trouble;
            bool isNews;
            lock (access)
                isNews = trouble is null ? troubled.Remove(peer.Address) : troubled.Add(peer.Address);
            if (!isNews)
                continue;
            if (trouble is null)
                log.LogInformation("peer {Peer} answers", peer.Address);
            else
                log.LogWarning(
                    "peer {Peer} is passed over: {Trouble}. It counts as gone after {Seconds} s",
                    peer.Address,
                    trouble,
                    config.GoneTime.TotalSeconds.ToString(CultureInfo.InvariantCulture)
                );
        }
    }
}
