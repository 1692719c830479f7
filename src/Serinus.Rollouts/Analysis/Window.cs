using System.Collections.Immutable;

namespace Serinus.Rollouts.Analysis;

/// <summary>The last while in a few slots: it is stored with the run, so that metrics that look back do so after a restart as well.</summary>
internal static class Window
{
    private const int Slots = 12;

    /// <summary>Length of a slot for a time that is looked back.</summary>
    public static TimeSpan SlotOf(TimeSpan looksBack)
    {
        var slot = looksBack / Slots;
        return slot < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : slot;
    }

    /// <summary>The window after some more requests of the canary; what is too old has left it.</summary>
    public static ImmutableArray<WindowSlot> Add(
        ImmutableArray<WindowSlot> window,
        ImmutableArray<TrafficBlock> blocks,
        TimeSpan looksBack,
        DateTimeOffset now
    )
    {
        var length = SlotOf(looksBack);
        var next = window.ToBuilder();
        foreach (var block in blocks)
        {
            if (block.Canary.Requests == 0 && block.Canary.Calls == 0)
                continue;
            var at = new DateTimeOffset(block.At.UtcTicks - block.At.UtcTicks % length.Ticks, TimeSpan.Zero);
            if (next.Count > 0 && next[^1] is { } last && last.At == at && SameEdges(last, block))
                next[^1] = last with { Canary = Sum(last.Canary, block.Canary) };
            else
                next.Add(
                    new WindowSlot
                    {
                        At = at,
                        Canary = block.Canary,
                        Edges = block.Edges,
                    }
                );
        }

        var oldest = now - looksBack - length;
        while (next.Count > 0 && (next[0].At < oldest || next.Count > Slots * 4))
            next.RemoveAt(0);
        return next.Count == window.Length && next.Count > 0 && ReferenceEquals(next[^1], window[^1])
            ? window
            : next.ToImmutable();
    }

    private static bool SameEdges(WindowSlot slot, TrafficBlock block) =>
        slot.Edges.AsSpan().SequenceEqual(block.Edges.AsSpan())
        && slot.Canary.Durations.Length == block.Canary.Durations.Length;

    private static ArmBlock Sum(ArmBlock left, ArmBlock right) =>
        new()
        {
            Requests = left.Requests + right.Requests,
            Errors = left.Errors + right.Errors,
            Calls = left.Calls + right.Calls,
            FailedCalls = left.FailedCalls + right.FailedCalls,
            Durations = [.. left.Durations.Zip(right.Durations, (one, other) => one + other)],
        };
}
