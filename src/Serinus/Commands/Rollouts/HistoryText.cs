using Serinus.Admin.Rollouts;

namespace Serinus.Commands.Rollouts;

/// <summary>Runs that have ended: a line each, or one of them whole.</summary>
internal static class HistoryText
{
    private const int TimelineMax = 500;

    public static void Write(Screen screen, IReadOnlyList<RolloutAnswer> runs, bool isWhole, TextWriter output)
    {
        var now = DateTimeOffset.UtcNow;
        if (runs.Count == 0)
            output.WriteLine("no run has ended yet");
        else if (isWhole)
            screen.WriteMarkup(RolloutPage.Lines(runs[0], Screen.WidthOf(output), TimelineMax, now));
        else
            screen.Write(Lines(runs, Screen.WidthOf(output), now));
    }

    private static IEnumerable<string> Lines(IReadOnlyList<RolloutAnswer> runs, int width, DateTimeOffset now)
    {
        foreach (var run in runs)
        {
            var took = run is { StartedAt: { } from, EndedAt: { } to } ? Figures.Time(to - from) : "–";
            var when = run.EndedAt is { } end ? Figures.At(end, now) : "–";
            var line = $"{run.Run, 4}  {run.Result, -15} {when, -16}  took {took, -7} {run.Revision}  {run.Reason}";
            yield return line.Length > width ? line[..(width - 1)] + "…" : line;
        }
    }
}
