using System.Runtime.CompilerServices;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;

namespace Serinus.Proxy.Pipeline;

/// <summary>What the data plane keeps per loop. Only the loop's thread touches it, but for <see cref="EdgeState"/>.</summary>
internal sealed class Worker
{
    private const int SweepMilliseconds = 1_000;

    private readonly List<ConnectionPool> pools = [];
    private readonly int loops;
    private ulong random;
    private int mirrors;

    public Worker(Loop loop, EdgeState state, LoopTelemetry telemetry, int loops = 1)
    {
        this.loops = loops;
        Loop = loop;
        State = state;
        Telemetry = telemetry;
        Resolver = new AddressResolver(loop);
        Handshakes = new HandshakeGate(loop);
        random = ((ulong)Random.Shared.NextInt64() << 1) | 1;
        var sweeper = new Sweeper(this);
        loop.Post(() => loop.Set(sweeper, loop.Now + SweepMilliseconds));
    }

    public Loop Loop { get; }

    public EdgeState State { get; }

    public LoopTelemetry Telemetry { get; }

    public AddressResolver Resolver { get; }

    /// <summary>Bounds the handshakes under way.</summary>
    public HandshakeGate Handshakes { get; }

    /// <summary>The Date field of this second.</summary>
    public DateField Date { get; } = new();

    /// <summary>32 random bits (xorshift64*, Vigna 2016): spread is wanted here, not secrecy.</summary>
    public uint NextRandom()
    {
        random ^= random >> 12;
        random ^= random << 25;
        random ^= random >> 27;
        return (uint)((random * 0x2545_F491_4F6C_DD1D) >> 32);
    }

    /// <summary>Begins a copy of a request; false when as many are under way on this loop as may be.</summary>
    public bool TryEnterMirror(int max)
    {
        if (max > 0 && mirrors >= PerLoop(max))
            return false;
        mirrors++;
        return true;
    }

    public void LeaveMirror() => mirrors--;

    /// <summary>This loop's part of a limit of the whole edge: at least one, and 0 where there is no limit.</summary>
    public int PerLoop(int max) => max == 0 ? 0 : Math.Max(1, max / loops);

    /// <summary>The pool of an endpoint on this loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ConnectionPool PoolOf(LiveEndpoint endpoint) => endpoint.Pools[Loop.Index] ?? MakePool(endpoint);

    /// <summary>Closes old idle connections and forgets pools of endpoints that are gone.</summary>
    private void Sweep()
    {
        for (var i = pools.Count - 1; i >= 0; i--)
        {
            var pool = pools[i];
            pool.Sweep();
            if (!pool.Endpoint.IsRetired)
                continue;
            pool.Endpoint.Pools[Loop.Index] = null;
            pools.RemoveAt(i);
        }
    }

    private ConnectionPool MakePool(LiveEndpoint endpoint)
    {
        var pool = new ConnectionPool(endpoint, Loop);
        endpoint.Pools[Loop.Index] = pool;
        pools.Add(pool);
        return pool;
    }

    private sealed class Sweeper(Worker worker) : LoopTimer
    {
        protected internal override void Expired()
        {
            worker.Sweep();
            worker.Loop.Set(this, worker.Loop.Now + SweepMilliseconds);
        }
    }
}
