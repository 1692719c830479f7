using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Listeners;

/// <summary>The open listeners of all loops, kept in step with the snapshot by name and address.</summary>
internal sealed class ListenerSet(Worker[] workers, TransportKind transport)
{
    private readonly Dictionary<(string Name, IPEndPoint Asked), Open> open = [];

    /// <summary>Listeners that are closed for new clients and whose connections finish what they carry.</summary>
    private readonly List<Open> closing = [];

    public ImmutableArray<(string Name, IPEndPoint EndPoint)> Bound { get; private set; } = [];

    /// <summary>Opens what is new, closes what is gone; what could not be opened is a problem of its listener.</summary>
    public ImmutableArray<Problem> Update(Snapshot snapshot)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var wanted = snapshot.Listeners.Select(listener => (listener.Name, listener.EndPoint)).ToHashSet();
        foreach (var (key, gone) in open.Where(entry => !wanted.Contains(entry.Key)).ToArray())
        {
            open.Remove(key);
            closing.Add(gone);
            CloseOne(gone);
        }

        foreach (var listener in snapshot.Listeners)
        {
            if (open.TryGetValue((listener.Name, listener.EndPoint), out var known))
                known.SetIndex(workers, listener.Index);
            else
                TryOpen(listener, problems);
        }

        Bound =
        [
            .. snapshot
                .Listeners.Where(IsOpen)
                .Select(listener => (listener.Name, open[(listener.Name, listener.EndPoint)].EndPoint)),
        ];
        return problems.ToImmutable();
    }

    /// <summary>Closes all listeners; connections end after the exchange they carry.</summary>
    public void Close()
    {
        foreach (var each in open.Values)
        {
            closing.Add(each);
            CloseOne(each);
        }

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

    private bool IsOpen(Listener listener) => open.ContainsKey((listener.Name, listener.EndPoint));

    private void CloseOne(Open each)
    {
        for (var i = 0; i < workers.Length; i++)
        {
            var live = each.PerLoop[i];
            workers[i]
                .Loop.Post(() =>
                {
                    live.Close();
                    live.CloseIdle();
                });
        }
    }

    private void TryOpen(Listener listener, ImmutableArray<Problem>.Builder problems)
    {
        try
        {
            // One socket per loop where the kernel shares a port among them; elsewhere the loops share one socket.
            var isShared = transport == TransportKind.Epoll;
            var sockets = ListenSocket.Open(listener.EndPoint, isShared ? workers.Length : 1);
            var live = new LiveListener[workers.Length];
            for (var i = 0; i < live.Length; i++)
            {
                var each = live[i] = new LiveListener(workers[i], listener.Index);
                var socket = sockets[isShared ? i : 0];
                workers[i].Loop.Post(() => each.Open(socket));
            }

            var endPoint = new IPEndPoint(listener.EndPoint.Address, sockets[0].Port);
            open[(listener.Name, listener.EndPoint)] = new Open(endPoint, live);
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
                $"stop that program (ss -ltnp 'sport = :{listener.EndPoint.Port}' names it) or choose another port"
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
    private sealed record Open(IPEndPoint EndPoint, LiveListener[] PerLoop)
    {
        public void SetIndex(Worker[] workers, int index)
        {
            if (PerLoop[0].Index == index)
                return;
            for (var i = 0; i < PerLoop.Length; i++)
            {
                var live = PerLoop[i];
                workers[i].Loop.Post(() => live.Index = index);
            }
        }
    }
}
