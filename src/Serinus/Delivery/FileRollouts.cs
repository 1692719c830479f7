using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Serinus.Orders;
using Serinus.Peers;
using Serinus.Providers.Files;
using Serinus.Providers.Outside;
using Serinus.Providers.Sqlite;
using Serinus.Proxy.Pipeline;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Delivery;

/// <summary>
/// The rollouts of configuration files, run by this program: their states are kept in its state folder, their orders lie over its routes. An
/// order is there before the routes it is for, so that weights written in a file are never served.
/// </summary>
/// <remarks><see cref="Take"/> is called by one thread at a time.</remarks>
public sealed class FileRollouts : IAsyncDisposable
{
    private readonly LiveOrders orders;
    private readonly EdgeTraffic traffic;
    private readonly ILogger log;
    private readonly SqliteRolloutStore store;
    private readonly OutsideServices outside;
    private readonly RolloutSet set;
    private volatile RolloutBook book;
    private Task forgetting = Task.CompletedTask;
    private bool isRunning;
    private bool isDisposed;

    /// <summary>Makes them; <see cref="RestoreAsync"/> and <see cref="Start"/> follow.</summary>
    /// <param name="book">The rollouts there are at first.</param>
    /// <param name="stateFolder">Where their states are kept.</param>
    /// <param name="orders">The orders this edge holds.</param>
    /// <param name="traffic">This edge.</param>
    /// <param name="live">What is served now; null before the first publish.</param>
    /// <param name="log">The program's log.</param>
    /// <param name="time">The clock.</param>
    public FileRollouts(
        RolloutBook book,
        string stateFolder,
        LiveOrders orders,
        EdgeTraffic traffic,
        Func<LiveSnapshot?> live,
        ILogger log,
        TimeProvider time
    )
    {
        this.book = book;
        this.orders = orders;
        this.traffic = traffic;
        this.log = log;
        store = new SqliteRolloutStore(stateFolder, Tell, time);
        outside = new OutsideServices(Tell, time)
        {
            Settings = () => new OutsideSettings { News = News, Origin = Environment.MachineName },
        };
        set = new RolloutSet(
            new RunnerPorts
            {
                Store = store,
                Target = new FileTarget(live),
                Traffic = traffic,
                Outside = outside,
                Time = time,
                Report = Report,
            }
        );
        Desk = new RolloutDesk(set, live, time);
        orders.CanaryTakenOut += set.Signal;
    }

    /// <summary>Where they are seen and acted on.</summary>
    public RolloutDesk Desk { get; }

    /// <summary>Who hears of every rollout now, as the files say.</summary>
    public ImmutableArray<AlertSpec> News => book.News;

    /// <summary>Gives the orders that were given before the program was started; a rollout without any sends its canary nothing.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var spec in book.Specs)
            orders.Give(OrderMaker.Of(spec, await RememberedAsync(spec, cancellationToken)));
    }

    /// <summary>Begins to run them, once their routes are served.</summary>
    public void Start()
    {
        isRunning = true;
        set.Set(book.Specs);
    }

    /// <summary>Takes what files say anew: an order for each rollout that is new or asks for other backends, none for one that is gone.</summary>
    /// <returns>What is served, with everything that is wrong.</returns>
    public Fragment Take(FileReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var before = book;
        var now = before.Read(reading);
        foreach (var spec in now.Specs)
        {
            if (before.Find(spec.Name) != now.Find(spec.Name))
                orders.Give(OrderMaker.Of(spec, StateOf(spec)));
        }

        book = now;
        if (isRunning)
            set.Set(now.Specs);
        foreach (var spec in before.Specs)
        {
            if (now.Find(spec.Name) is not null)
                continue;
            forgetting = Task.WhenAll(forgetting, traffic.ForgetAsync(spec.Name, CancellationToken.None));
        }

        return reading.Fragment with
        {
            Problems = [.. reading.Fragment.Problems, .. now.Problems],
        };
    }

    /// <summary>Gives problems of rollouts their place in the files.</summary>
    public ImmutableArray<Problem> Place(ImmutableArray<Problem> problems) => book.Place(problems);

    /// <summary>Ends them; their orders stay.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        orders.CanaryTakenOut -= set.Signal;
        await set.DisposeAsync();
        await forgetting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        outside.Dispose();
        store.Dispose();
    }

    private RunState StateOf(RolloutSpec spec)
    {
        if (set.View(spec.Name) is { At: var at } view && at > DateTimeOffset.MinValue)
            return view.State;
        // A rollout that comes back goes on where it was; files are read seldom, and a state is small.
        return RememberedAsync(spec, CancellationToken.None).GetAwaiter().GetResult();
    }

    private async Task<RunState> RememberedAsync(RolloutSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.ReadAsync(spec.Name, cancellationToken))?.State ?? new RunState();
        }
        catch (StoreException trouble)
        {
            log.LogError(
                "rollout {Rollout}: what is remembered of it cannot be read, so its canary gets nothing: {Trouble}",
                spec.Name,
                trouble.Message
            );
            return new RunState();
        }
    }

    private void Report(string rollout, string trouble)
    {
        if (trouble.Length == 0)
            log.LogInformation("rollout {Rollout}: what kept it from going on is over", rollout);
        else
            log.LogWarning("rollout {Rollout}: {Trouble}", rollout, trouble);
    }

    private void Tell(bool isWarning, string message) =>
        log.Log(isWarning ? LogLevel.Warning : LogLevel.Information, "rollouts: {Message}", message);
}
