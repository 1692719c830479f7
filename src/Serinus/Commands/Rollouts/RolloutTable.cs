using Serinus.Admin.Rollouts;

namespace Serinus.Commands.Rollouts;

/// <summary>Many rollouts, a line each; the last column is cut, not wrapped.</summary>
internal static class RolloutTable
{
    private static readonly string[] heads = ["NAME", "PHASE", "STEP", "WEIGHT", "REVISION", "AGE", "REASON"];

    public static IEnumerable<string> Lines(IReadOnlyList<RolloutAnswer> rollouts, int width, DateTimeOffset now)
    {
        string[][] rows = [heads, .. rollouts.Select(rollout => Row(rollout, now))];
        var widths = Enumerable
            .Range(0, heads.Length - 1)
            .Select(column => rows.Max(row => row[column].Length))
            .ToArray();
        foreach (var row in rows)
        {
            var line = string.Concat(widths.Select((room, column) => row[column].PadRight(room + 2)));
            var left = Math.Max(10, width - line.Length);
            yield return (line + (row[^1].Length > left ? row[^1][..(left - 1)] + "…" : row[^1])).TrimEnd();
        }
    }

    private static string[] Row(RolloutAnswer rollout, DateTimeOffset now)
    {
        var mark = PhaseMark.Of(rollout);
        var since = rollout.IsRunning ? rollout.StartedAt : rollout.EndedAt;
        return
        [
            rollout.Name,
            $"{mark.Sign} {mark.Text}",
            rollout.Step == 0 ? "–" : $"{rollout.Step}/{rollout.Steps.Count}",
            Figures.Percent(rollout.Weight.Desired),
            rollout.Revision.Length == 0 ? "–" : rollout.Revision,
            since is { } at ? Figures.Time(now - at) : "–",
            (rollout.Trouble ?? rollout.Paused ?? rollout.Reason).ReplaceLineEndings(" "),
        ];
    }
}
