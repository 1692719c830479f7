using Microsoft.Extensions.Logging;
using Serinus.Control;
using Serinus.Orders;
using Serinus.Peers;
using Serinus.Proxy;
using Serinus.Routing.Config;

namespace Serinus.Hosting;

/// <summary>Everything of an edge that has to do with orders of rollouts: what it holds, watches, keeps, and shares with its peers.</summary>
internal sealed class EdgeOrders : IDisposable
{
    private readonly EdgeSources sources;
    private readonly ILogger log;
    private readonly CanaryGuard guard;
    private readonly LivePeers? peers;
    private readonly OrderFile? kept;
    private readonly TakenOutFile takenOut;
    private Action<Fragment> publish = _ => { };

    /// <param name="started">Settings the program was started with.</param>
    /// <param name="token">What edges show each other; null when none is set.</param>
    /// <param name="edge">The data plane.</param>
    /// <param name="sources">Where orders and peers come from beside the configuration.</param>
    /// <param name="log">The program's log.</param>
    public EdgeOrders(EdgeConfig started, FleetToken? token, Edge edge, EdgeSources sources, ILogger log)
    {
        this.sources = sources;
        this.log = log;
        Token = token;
        Held = new LiveOrders(TimeProvider.System, log) { FirstWait = sources.OrdersWait };
        Windows = new EdgeWindows(Held, () => edge.Live, Guid.NewGuid().ToString("N"));
        guard = new CanaryGuard(Held, () => edge.Live, TimeProvider.System);
        peers = EdgeParts.Peers(started, token, sources, log);
        Traffic = new EdgeTraffic(Held, Windows, peers, TimeProvider.System);
        kept = token is null ? null : new OrderFile(started.StateFolder);
        takenOut = new TakenOutFile(started.StateFolder);
    }

    /// <summary>The orders.</summary>
    public LiveOrders Held { get; }

    /// <summary>What became of them.</summary>
    public EdgeWindows Windows { get; }

    /// <summary>The edges as whoever plans rollouts sees them.</summary>
    public EdgeTraffic Traffic { get; }

    /// <summary>What whoever gives orders has to show; nobody may when null.</summary>
    public FleetToken? Token { get; }

    /// <summary>Brings back what was ordered before the program was started.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var outBefore = takenOut.Read(out var unread);
        foreach (var one in outBefore)
            Held.Remember(one);
        if (unread is not null)
            log.LogWarning("canaries taken out before: {Trouble}", unread);
        if (kept is not null)
        {
            var before = kept.Read(out var trouble);
            foreach (var order in before)
                Held.Give(order);
            if (trouble is not null)
                log.LogWarning("orders of before: {Trouble}", trouble);
        }

        if (sources.RestoreOrders is { } restore)
            await restore(Held, cancellationToken);
    }

    /// <summary>Gives the orders their place in the loop; what has to run for them is run by the action that is returned.</summary>
    public Action<Func<string, Func<CancellationToken, Task>, Task>, List<Task>> Follow(ConfigLoop loop)
    {
        publish = loop.AddProvider(Held.Name);
        return (run, running) =>
        {
            running.Add(run("orders of rollouts", stopped => Held.RunAsync(Said, stopped)));
            running.Add(run("guard of canaries", guard.RunAsync));
        };

        void Said(Fragment fragment)
        {
            publish(fragment);
            if (Held.HasUrgent())
                loop.Hurry();
            if (kept?.Write(Held.All.Select(held => held.Order)) is { } trouble)
                log.LogWarning("{Trouble}", trouble);
            if (takenOut.Write(Held.Out) is { } unwritten)
                log.LogWarning("{Trouble}", unwritten);
        }
    }

    /// <summary>Says what is ordered now, before somebody else says what it lies over.</summary>
    public void Lay() => publish(Held.Fragment);

    public void Dispose() => peers?.Dispose();
}
