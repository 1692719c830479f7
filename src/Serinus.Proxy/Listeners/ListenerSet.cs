using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Serinus.Proxy.Http2;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Listeners;

/// <summary>The open listeners of all loops, kept in step with the snapshot by name and address.</summary>
internal sealed class ListenerSet(Worker[] workers, TransportKind transport, Http2Host http2)
{
    /// <summary>Loops do nothing that lasts; one that has not closed a port by then is in trouble of its own.</summary>
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    private readonly Dictionary<(string Name, IPEndPoint Asked, bool IsUdp), Open> open = [];

    /// <summary>Listeners that are closed for new clients and whose connections finish what they carry.</summary>
    private readonly List<Open> closing = [];

    public ImmutableArray<(string Name, IPEndPoint EndPoint)> Bound { get; private set; } = [];

    /// <summary>Opens what is new, closes what is gone; what could not be opened is a problem of its listener.</summary>
    public ImmutableArray<Problem> Update(Snapshot snapshot)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var wanted = snapshot.Listeners.Select(KeyOf).ToHashSet();
        RenameWhatStays(snapshot, wanted);
        CloseWhatIsGone(wanted);
        foreach (var listener in snapshot.Listeners)
        {
            if (!IsOpen(listener))
                TryOpen(listener, problems);
        }

        Bound =
        [
            .. snapshot.Listeners.Where(IsOpen).Select(listener => (listener.Name, open[KeyOf(listener)].EndPoint)),
        ];
        return problems.ToImmutable();
    }

    /// <summary>Closes all listeners; connections end after the exchange they carry.</summary>
    public void Close()
    {
        closing.AddRange(open.Values);
        foreach (var each in closing)
            CloseOne(each);
        open.Clear();
        Bound = [];
    }

    /// <summary>Ends all connections at once; how many carried an exchange.</summary>
    public async Task<int> CutAsync()
    {
        var cut = 0;
        foreach (var each in closing)
        {
            for (var i = 0; i < workers.Length; i++)
            {
                var live = each.PerLoop[i];
                var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                workers[i].Loop.Post(() => done.SetResult(live.CutAll()));
                cut += await done.Task;
            }
        }

        return cut;
    }

    /// <summary>The same address under another name keeps its port, and its clients.</summary>
    private void RenameWhatStays(Snapshot snapshot, HashSet<(string, IPEndPoint, bool)> wanted)
    {
        foreach (var (key, known) in open.Where(entry => !wanted.Contains(entry.Key)).ToArray())
        {
            var renamed = snapshot.Listeners.FirstOrDefault(other =>
                other.EndPoint.Equals(key.Asked) && IsUdp(other) == key.IsUdp && !IsOpen(other)
            );
            if (renamed is null)
                continue;
            open.Remove(key);
            open[KeyOf(renamed)] = known;
            for (var i = 0; i < workers.Length; i++)
            {
                var live = known.PerLoop[i];
                workers[i].Loop.Post(() => live.Rename(renamed.Name));
            }
        }
    }

    /// <summary>Closes what is wanted no more, and waits until the ports are free for what comes next.</summary>
    private void CloseWhatIsGone(HashSet<(string, IPEndPoint, bool)> wanted)
    {
        foreach (var (key, gone) in open.Where(entry => !wanted.Contains(entry.Key)).ToArray())
        {
            open.Remove(key);
            closing.Add(gone);
            CloseOne(gone).Wait(CloseTime);
        }
    }

    private static bool IsUdp(Listener listener) => listener.Config.Protocol == ListenerProtocol.Udp;

    private static (string, IPEndPoint, bool) KeyOf(Listener listener) =>
        (listener.Name, listener.EndPoint, IsUdp(listener));

    private bool IsOpen(Listener listener) => open.ContainsKey(KeyOf(listener));

    private Task CloseOne(Open each)
    {
        var closed = new Task[workers.Length];
        for (var i = 0; i < workers.Length; i++)
        {
            var live = each.PerLoop[i];
            var loop = workers[i].Loop;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            closed[i] = done.Task;
            loop.Post(() =>
            {
                live.Close();
                done.SetResult();

                // In the next turn, so that what a client just accepted has sent already is seen before its connection counts as idle.
                loop.Post(live.CloseIdle);
            });
        }

        return Task.WhenAll(closed);
    }

    private void TryOpen(Listener listener, ImmutableArray<Problem>.Builder problems)
    {
        try
        {
            // One socket per loop where the kernel shares a port among them; elsewhere the loops share one socket.
            var isShared = transport == TransportKind.Epoll;
            var sockets = ListenSocket.Open(listener.EndPoint, isShared ? workers.Length : 1, IsUdp(listener));
            var live = new ILiveListener[workers.Length];
            for (var i = 0; i < live.Length; i++)
            {
                var seat = new ListenerSeat(listener.Name, listener.EndPoint);
                ILiveListener each = IsUdp(listener)
                    ? new LiveUdpListener(workers[i], seat)
                    : new LiveListener(workers[i], seat, http2);
                live[i] = each;

                // Loops that share one UDP socket would steal each other's datagrams: the first has it alone.
                if (!isShared && IsUdp(listener) && i > 0)
                    continue;
                var socket = sockets[isShared ? i : 0];
                workers[i].Loop.Post(() => each.Open(socket));
            }

            var endPoint = new IPEndPoint(listener.EndPoint.Address, sockets[0].Port);
            open[KeyOf(listener)] = new Open(endPoint, live);
        }
        catch (SocketException trouble)
        {
            problems.Add(ProblemOf(listener, trouble));
        }
    }

    private static Problem ProblemOf(Listener listener, SocketException trouble)
    {
        var (message, cure) = trouble.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => (
                $"{listener.EndPoint} is in use by another program",
                $"stop that program (ss -ltunp 'sport = :{listener.EndPoint.Port}' names it) or choose another port"
            ),
            SocketError.AccessDenied => (
                $"no right to listen on {listener.EndPoint}",
                "ports below 1024 need CAP_NET_BIND_SERVICE; choose a higher port or grant it"
            ),
            SocketError.AddressNotAvailable => (
                $"{listener.EndPoint.Address} is not an address of this machine",
                "use 0.0.0.0 for all addresses, or one that `ip address` shows"
            ),
            _ => ($"cannot listen on {listener.EndPoint}: {trouble.Message}", "choose another address"),
        };
        return new Problem
        {
            Object = new ObjectId(ObjectId.Listener, listener.Name),
            Field = "address",
            Message = message,
            Cure = cure,
            Location = listener.Config.Origin?.At("address"),
        };
    }

    /// <summary>One listener, open on every loop.</summary>
    private sealed record Open(IPEndPoint EndPoint, ILiveListener[] PerLoop);
}
