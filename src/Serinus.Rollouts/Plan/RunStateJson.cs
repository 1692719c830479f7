using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Serinus.Rollouts.Analysis;

namespace Serinus.Rollouts.Plan;

/// <summary>
/// States as JSON, for stores. The form is <c>{"format":1,"state":{…}}</c>: names in camel case, enumerations by name, times in ISO 8601, numbers
/// so that each is read back as exactly the one that was written. What is null is left out; what is missing has its default, so that
/// states written before a field was there can be read. A name that is not known is refused: a state must not lose what a newer version put in.
/// </summary>
public static class RunStateJson
{
    /// <summary>The form that is written. It is raised when an older reader would misunderstand a newer state.</summary>
    public const int Format = 1;

    /// <summary>A state longer than this, in bytes, is refused.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    /// <summary>A state as UTF-8.</summary>
    public static byte[] Write(RunState state) =>
        JsonSerializer.SerializeToUtf8Bytes(new WrittenState(Format, state), RunStateContext.Default.WrittenState);

    /// <summary>A state as text.</summary>
    public static string WriteText(RunState state) => Encoding.UTF8.GetString(Write(state));

    /// <summary>Reads a state.</summary>
    /// <param name="json">What <see cref="Write"/> wrote, or a version of it before.</param>
    /// <param name="problem">What is wrong with it, and what to do; null when nothing is.</param>
    /// <returns>The state; null when it cannot be read.</returns>
    public static RunState? Read(ReadOnlySpan<byte> json, out string? problem)
    {
        problem = null;
        if (json.Length > BytesMax)
        {
            problem =
                $"the state has {json.Length} bytes, and {BytesMax} are the most; it is not one of this program's";
            return null;
        }

        try
        {
            var written = JsonSerializer.Deserialize(json, RunStateContext.Default.WrittenState);
            if (written is { Format: Format, State: { } state })
                return Whole(state);
            problem = written is { Format: not Format }
                ? $"the state has form {written.Format}, and this version reads form {Format}; run the version that wrote it"
                : "the state is empty";
        }
        catch (Exception fault)
            when (fault is JsonException or ArgumentException or FormatException or OverflowException)
        {
            problem = $"the state cannot be read: {fault.Message}";
        }

        return null;
    }

    /// <summary>Reads a state from text.</summary>
    public static RunState? ReadText(string json, out string? problem) =>
        Read(Encoding.UTF8.GetBytes(json), out problem);

    /// <summary>A state in which what is missing has its default: the framework leaves lists that were not written uninitialised.</summary>
    private static RunState Whole(RunState state)
    {
        var blank = new RunState();
        var metrics = (state.Metrics ?? blank.Metrics).WithComparers(StringComparer.Ordinal);
        foreach (var (name, metric) in metrics)
            metrics = metrics.SetItem(name, metric with { Text = metric.Text ?? "" });
        return state with
        {
            Revision = state.Revision ?? "",
            StableRevision = state.StableRevision ?? "",
            PlanKey = state.PlanKey ?? "",
            Reason = state.Reason ?? "",
            Promoted = Some(state.Promoted),
            Traffic = (state.Traffic ?? blank.Traffic) is var traffic
                ? traffic with
                {
                    Match = Some(traffic.Match),
                }
                : blank.Traffic,
            Canary = state.Canary ?? blank.Canary,
            Stable = state.Stable ?? blank.Stable,
            Metrics = metrics,
            Window = [.. Some(state.Window).Select(Whole)],
            HooksDone = Some(state.HooksDone),
            GroupSeen = Some(state.GroupSeen),
            Said = Some(state.Said),
            CommandsDone = Some(state.CommandsDone),
            Timeline = Some(state.Timeline),
            Outbox = Some(state.Outbox),
        };
    }

    private static WindowSlot Whole(WindowSlot slot) =>
        slot with
        {
            Edges = Some(slot.Edges),
            Canary = slot.Canary is null
                ? new ArmBlock()
                : slot.Canary with
                {
                    Durations = Some(slot.Canary.Durations),
                },
        };

    private static ImmutableArray<T> Some<T>(ImmutableArray<T> items) => items.IsDefault ? [] : items;
}
