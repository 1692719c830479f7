using System.Globalization;
using System.Text;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>The page that tells what many kills did.</summary>
internal static class KillPage
{
    public static async Task<string> WriteAsync(KillRun run, int kills)
    {
        var page = new StringBuilder();
        Line($"# {kills} kills of the leader");
        Line($"");
        Line(
            $"A real API server, a Deployment, a Canary with six kinds of hooks, steps of 10, 20, 30 and 50 % and an alert receiver; two"
        );
        Line(
            $"edges that may lead, one that never does and carries the traffic. Whoever leads is killed with SIGKILL, every second time just"
        );
        Line(
            $"after something was stored, else at a random moment. Made by `./dev bench kills {kills}` on {DateTime.UtcNow:yyyy-MM-dd}, on one"
        );
        Line(
            $"machine with {Environment.ProcessorCount} cores; {LoadAverage()} threads were running or wanted to, on average, in the quarter of an hour before its end."
        );
        Line($"");
        Line($"| | |");
        Line($"|---|---|");
        Line($"| runs promoted meanwhile | {run.Last.Run} |");
        Line($"| runs that ended otherwise | {(await run.ResultsAsync()).Count(result => result != "Promoted")} |");
        Line($"| a new process of the same pod leads after: median, slowest | {Times(run.Resumed)} |");
        Line($"| another replica leads after: median, slowest | {Times(run.TakenOver)} |");
        Line($"| looks at the surviving edge and the store | {run.Looks} |");
        Line($"| weight above the plan, step, order or evidence that went back | {run.Faults.Length} |");
        Line($"| alerts, of them repeated | {run.Told.Alerts}, {run.Told.Repeated.Length} |");
        Line($"| Events repeated | {(await run.RepeatedEventsAsync()).Length} |");
        Line($"| answers of the surviving edge, of them failed | {run.Answered}, {run.Failures.Count} |");
        Line($"");
        Line($"| Killed in | times |");
        Line($"|---|---|");
        foreach (var (place, count) in run.Places)
            Line($"| {place} | {count} |");
        foreach (var fault in run.Faults.Concat(run.Told.Repeated).Concat(await run.RepeatedEventsAsync()))
            Line($"\nFault: {fault}");
        return page.ToString();

        void Line(FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    // What else a machine does shows in every time that was measured.
    private static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[2];

    private static string Times(IReadOnlyList<TimeSpan> times)
    {
        if (times.Count == 0)
            return "none";
        var sorted = times.Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{sorted[sorted.Length / 2].TotalSeconds:0.0} s, {sorted[^1].TotalSeconds:0.0} s ({sorted.Length} times)"
        );
    }
}
