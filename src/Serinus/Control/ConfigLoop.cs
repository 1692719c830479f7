using System.Collections.Immutable;
using System.Threading.Channels;
using Serinus.Routing.Config;

namespace Serinus.Control;

/// <summary>
/// Decides when what providers say goes live. The first change after a quiet time goes at once; while changes keep coming they
/// are gathered until they pause, or have waited long enough. Nothing goes live before every provider has spoken.
/// </summary>
/// <param name="apply">Makes the fragments, one per provider in the order providers were added, what is served. True asks to be called again after <see cref="RetryTime"/>: something outside, such as a port in use, kept part of it back.</param>
/// <param name="time">The clock.</param>
public sealed class ConfigLoop(Func<ImmutableArray<Fragment>, bool> apply, TimeProvider time)
{
    /// <summary>A pause this long ends a series of changes.</summary>
    public static readonly TimeSpan HoldOff = TimeSpan.FromMilliseconds(100);

    /// <summary>A change waits no longer than this for the series to end.</summary>
    public static readonly TimeSpan HoldOffMax = TimeSpan.FromSeconds(1);

    /// <summary>How soon what could not be done is tried again.</summary>
    public static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(2);

    private readonly Lock slots = new();
    private volatile bool isUrgent;
    private readonly List<(string Provider, Fragment? Said)> fragments = [];

    // Holds one token while something has changed and was not applied; any number of changes is one token.
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Providers that have not spoken yet, by name.</summary>
    public ImmutableArray<string> WaitingFor
    {
        get
        {
            lock (slots)
                return [.. fragments.Where(slot => slot.Said is null).Select(slot => slot.Provider)];
        }
    }

    /// <summary>Adds a provider; all are added before the first speaks. It calls the returned action with its whole fragment whenever that changed.</summary>
    public Action<Fragment> AddProvider(string name)
    {
        lock (slots)
        {
            var slot = fragments.Count;
            fragments.Add((name, null));
            return fragment => Replace(slot, fragment);
        }
    }

    /// <summary>Applies again what is known, such as when an operator asks for it.</summary>
    public void Touch() => changes.Writer.TryWrite(true);

    /// <summary>What has been said up to now goes live at once, whatever else is going to change: users are being hurt.</summary>
    public void Hurry()
    {
        isUrgent = true;
        Touch();
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        long? applied = null;
        var retry = false;
        while (true)
        {
            if (await ChangedAsync(retry ? RetryTime : Timeout.InfiniteTimeSpan, cancellation))
            {
                if (!isUrgent && applied is { } last && time.GetElapsedTime(last) < HoldOff)
                    await SettleAsync(cancellation);
                changes.Reader.TryRead(out _);
            }

            // Before the fragments are read: what is urgent from here on is so the next time round.
            isUrgent = false;
            if (Current() is not { } complete)
                continue;
            retry = apply(complete);
            applied = time.GetTimestamp();
        }
    }

    private void Replace(int slot, Fragment fragment)
    {
        lock (slots)
            fragments[slot] = fragments[slot] with { Said = fragment };
        Touch();
    }

    private ImmutableArray<Fragment>? Current()
    {
        lock (slots)
        {
            var said = fragments.Select(slot => slot.Said).OfType<Fragment>().ToImmutableArray();
            return said.Length < fragments.Count ? null : said;
        }
    }

    private async Task SettleAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        do changes.Reader.TryRead(out _);
        while (
            !isUrgent
            && HoldOffMax - time.GetElapsedTime(started) is var left
            && left > TimeSpan.Zero
            && await ChangedAsync(left < HoldOff ? left : HoldOff, cancellation)
        );
    }

    /// <summary>True when something changed, false when <paramref name="wait"/> ran out first.</summary>
    private async Task<bool> ChangedAsync(TimeSpan wait, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await changes.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
