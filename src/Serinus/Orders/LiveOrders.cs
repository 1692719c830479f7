using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Serinus.Providers;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Orders;

/// <summary>
/// The orders of rollouts that this edge holds: a provider whose fragment lies over the routes of others. Any thread gives orders and asks;
/// what is held is guarded by one lock. An order is leased while its rollout runs: not confirmed in time, it stays or everybody goes back to stable.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="log">Told of what changes.</param>
public sealed class LiveOrders(TimeProvider time, ILogger log) : IProvider
{
    private static readonly TimeSpan LookMax = TimeSpan.FromHours(1);

    private readonly Lock access = new();
    private readonly SortedDictionary<string, LiveOrder> orders = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Rollout, GuardReason Reason), long> takenOut = [];
    private readonly SortedDictionary<string, TakenOut> outBefore = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource restored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Holds one token while something has changed and was not published.
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private bool urgent;

    /// <inheritdoc/>
    public string Name => "rollouts";

    /// <summary>Told the name of a rollout whose canary was taken out, so that whoever plans it need not wait for his next look. By any thread; returns at once.</summary>
    public event Action<string>? CanaryTakenOut;

    /// <summary>How long the first publish waits for orders that were given before the program was started; not at all unless set.</summary>
    public TimeSpan FirstWait { get; init; }

    /// <summary>Canaries ever taken out by the edge itself, by rollout and by why.</summary>
    public ImmutableArray<(string Rollout, GuardReason Reason, long Count)> TakenOut
    {
        get
        {
            lock (access)
                return [.. takenOut.Select(pair => (pair.Key.Rollout, pair.Key.Reason, pair.Value))];
        }
    }

    /// <summary>Canaries that are out now, by the edge itself, and those that were before the start and whose order is still awaited; by name.</summary>
    public ImmutableArray<TakenOut> Out
    {
        get
        {
            lock (access)
                return
                [
                    .. orders
                        .Values.Where(order => order.TakenOut is not null)
                        .Select(order => new TakenOut(order.Name, order.Order.Overlay.Generation, order.TakenOut!))
                        .Concat(outBefore.Values)
                        .OrderBy(one => one.Rollout, StringComparer.Ordinal),
                ];
        }
    }

    /// <summary>What lies over routes now.</summary>
    public Fragment Fragment
    {
        get
        {
            lock (access)
                return new Fragment
                {
                    Provider = Name,
                    Overlays = [.. orders.Values.Select(order => order.Served)],
                    Problems = [.. orders.Values.SelectMany(order => order.Problems())],
                };
        }
    }

    /// <summary>How many orders are held.</summary>
    public int Count
    {
        get
        {
            lock (access)
                return orders.Count;
        }
    }

    /// <summary>The orders held, by name.</summary>
    public ImmutableArray<OrderView> All
    {
        get
        {
            lock (access)
                return [.. orders.Values.Select(View)];
        }
    }

    /// <summary>The order of a rollout; null when none is held.</summary>
    public OrderView? Find(string rollout)
    {
        lock (access)
            return orders.TryGetValue(rollout, out var order) ? View(order) : null;
    }

    /// <summary>
    /// Takes an order, or confirms the one that is held. One of a lower generation than that is refused: it comes from somebody whose word
    /// counts no more, or who has forgotten what he said.
    /// </summary>
    /// <returns>The generation that is held now; higher than the order's when it was refused.</returns>
    public long Give(EdgeOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var name = order.Overlay.Name;
        var changes = false;
        string? isOut = null;
        long held;
        lock (access)
        {
            if (!orders.TryGetValue(name, out var live))
            {
                orders.Add(name, live = new LiveOrder(order, time.GetTimestamp()));
                changes = true;
                if (outBefore.GetValueOrDefault(name) is { } before && before.Generation == order.Overlay.Generation)
                    live.TakeOut(before.Reason);
                outBefore.Remove(name);
            }
            else if (order.Overlay.Generation >= live.Order.Overlay.Generation)
            {
                changes = live.Take(order, time.GetTimestamp());
            }

            held = orders[name].Order.Overlay.Generation;
            isOut = orders[name].TakenOut;
        }

        if (held > order.Overlay.Generation)
            log.LogWarning(
                "rollout {Rollout}: order {Generation} is refused, order {Held} is held",
                name,
                order.Overlay.Generation,
                held
            );
        else if (changes)
            Changed(LogLevel.Information, name, Ordered(order, isOut));
        return held;
    }

    /// <summary>Forgets the order of a rollout that is gone: its routes are served as they were written.</summary>
    /// <returns>Whether one was held.</returns>
    public bool Forget(string rollout)
    {
        lock (access)
        {
            if (!orders.Remove(rollout))
                return false;
        }

        Changed(LogLevel.Information, rollout, "it is gone, and its routes are served as they were written");
        return true;
    }

    /// <summary>Tells of a canary that this edge had taken out before the program was started: it stays out when its order of then is given again.</summary>
    public void Remember(TakenOut before)
    {
        ArgumentNullException.ThrowIfNull(before);
        lock (access)
            outBefore[before.Rollout] = before;
    }

    /// <summary>Takes the canary out until there is an order of a higher generation.</summary>
    /// <param name="rollout">Name of the rollout.</param>
    /// <param name="generation">The order that was watched; another one is left alone.</param>
    /// <param name="kind">Why, in one word.</param>
    /// <param name="reason">Why, as the end of a sentence.</param>
    /// <returns>Whether it was taken out by this call.</returns>
    public bool TakeOut(string rollout, long generation, GuardReason kind, string reason)
    {
        lock (access)
        {
            if (
                !orders.TryGetValue(rollout, out var live)
                || live.TakenOut is not null
                || live.Order.Overlay.Generation != generation
            )
                return false;
            live.TakeOut(reason);
            urgent = true;
            takenOut[(rollout, kind)] = takenOut.GetValueOrDefault((rollout, kind)) + 1;
        }

        Changed(LogLevel.Warning, rollout, $"the edge takes its canary out: {reason}");
        CanaryTakenOut?.Invoke(rollout);
        return true;
    }

    /// <summary>Whether a canary was taken out since the last call: then what is published must not wait for others.</summary>
    public bool HasUrgent()
    {
        lock (access)
        {
            var before = urgent;
            urgent = false;
            return before;
        }
    }

    /// <summary>All orders that were given before the program was started are here again: the first publish need not wait any longer.</summary>
    public void Restored() => restored.TrySetResult();

    /// <summary>Waits for <see cref="Restored"/>, and no longer than <see cref="FirstWait"/>; raw weights are not served meanwhile.</summary>
    /// <returns>Whether they were restored.</returns>
    public async Task<bool> WaitForFirst(CancellationToken cancellationToken)
    {
        if (FirstWait <= TimeSpan.Zero)
            return restored.Task.IsCompleted;
        try
        {
            await restored.Task.WaitAsync(FirstWait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            log.LogWarning(
                "orders of rollouts were not restored in {Seconds} s; routes are served as they were written until they are",
                FirstWait.TotalSeconds
            );
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(Action<Fragment> publish, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publish);
        await WaitForFirst(cancellationToken);
        while (true)
        {
            changes.Reader.TryRead(out _);
            publish(Fragment);
            while (!await ChangedAsync(NextExpiry(), cancellationToken))
                Expire();
        }
    }

    /// <inheritdoc/>
    public void Report(ImmutableArray<Problem> problems) { }

    /// <summary>True when something is to be published, false when <paramref name="wait"/> ran out first.</summary>
    private async Task<bool> ChangedAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await changes.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Time until the first lease runs out if it is not confirmed; confirmations meanwhile are noticed then.</summary>
    private TimeSpan NextExpiry()
    {
        lock (access)
        {
            var left = orders.Values.Where(order => order.IsLeased).Select(Left).DefaultIfEmpty(LookMax).Min();
            return left > LookMax ? LookMax
                : left > TimeSpan.Zero ? left
                : TimeSpan.Zero;
        }
    }

    private void Expire()
    {
        var expired = new List<(string Name, bool Reverts)>();
        lock (access)
        {
            foreach (var order in orders.Values)
            {
                if (!order.IsLeased || Left(order) > TimeSpan.Zero)
                    continue;
                order.Expire();
                expired.Add((order.Name, order.Order.OnLoss == FailsafeAction.Revert));
            }
        }

        foreach (var (name, reverts) in expired)
            Changed(
                LogLevel.Warning,
                name,
                reverts
                    ? "nobody has confirmed its order in time: everybody goes back to stable"
                    : "nobody has confirmed its order in time: its weight stays"
            );
    }

    private static string Ordered(EdgeOrder order, string? isOut)
    {
        var (overlay, share) = (order.Overlay, order.Overlay.CanaryPercent);
        return isOut is null
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"order {overlay.Generation}: {overlay.Canary} gets {share} %"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"order {overlay.Generation}: {overlay.Canary} stays out, as this edge has taken it out: {isOut}"
            );
    }

    private TimeSpan Left(LiveOrder order) => order.Order.Lease - time.GetElapsedTime(order.Confirmed);

    private void Changed(LogLevel level, string rollout, string text)
    {
        log.Log(level, "rollout {Rollout}: {Text}", rollout, text);
        changes.Writer.TryWrite(true);
    }

    private static OrderView View(LiveOrder order) =>
        new(order.Order, order.TakenOut, order.HasExpired, order.SendsAnything);
}
