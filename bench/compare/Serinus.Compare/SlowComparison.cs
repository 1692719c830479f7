using System.Text;
using Serinus.Testbed;

namespace Serinus.Compare;

/// <summary>What slow clients do to the others: the same load without them and with a thousand of them, in turns.</summary>
public static class SlowComparison
{
    private const string Body = "19B";
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>Measures every program that is up and gives the table.</summary>
    public static async Task<string> TakeAsync(
        IReadOnlyList<RunningPeer> running,
        Options options,
        CancellationToken stop
    )
    {
        var rows = running.ToDictionary(peer => peer, _ => (Alone: new List<WrkRun>(), Crowded: new List<WrkRun>()));
        var text = new StringBuilder();
        var connections = options.Connections[0];
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var turn = 0; turn < running.Count && !stop.IsCancellationRequested; turn++)
            {
                var peer = running[(round + turn) % running.Count];

                // Which of the two comes first changes, too.
                for (var half = 0; half < 2; half++)
                {
                    if ((round + half) % 2 == 0)
                        rows[peer].Alone.Add(await MeasureAsync(peer, connections, options.Seconds));
                    else
                        rows[peer].Crowded.Add(await CrowdedAsync(peer, connections, options.Seconds));
                }
            }
        }

        text.AppendLine($"## {SlowClients.Count} slow clients, {connections} connections that are not").AppendLine();
        text.AppendLine(
            "| Program | p99 ms without | p99 ms with | shift | requests/s without | with | shift | errors |"
        );
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (peer, (alone, crowded)) in rows.Where(row => row.Value.Crowded.Count > 0))
        {
            var (p99, p99Crowded) = (Median(alone, run => run.P99), Median(crowded, run => run.P99));
            var (rate, rateCrowded) = (Median(alone, Rate), Median(crowded, Rate));
            text.AppendLine(
                $"| {peer.Peer.Name} | {p99 / 1000:F2} | {p99Crowded / 1000:F2} | {p99Crowded / p99 - 1:P0}"
                    + $" | {rate:F0} | {rateCrowded:F0} | {rateCrowded / rate - 1:P0}"
                    + $" | {alone.Concat(crowded).Sum(run => run.Errors)} |"
            );
        }

        return text.ToString();
    }

    private static async Task<WrkRun> CrowdedAsync(RunningPeer peer, int connections, int seconds)
    {
        await using var slow = await SlowClients.StartAsync(peer);
        await Task.Delay(Settle);
        var run = await MeasureAsync(peer, connections, seconds);
        return slow.Connected >= SlowClients.Count / 2
            ? run
            : throw new InvalidDataException($"{slow.Connected} slow clients were left at the end");
    }

    private static Task<WrkRun> MeasureAsync(RunningPeer peer, int connections, int seconds) =>
        WrkRun.RunAsync(peer.Url(Body), connections, seconds);

    private static double Rate(WrkRun run) => run.Requests / run.Seconds;

    private static double Median(IEnumerable<WrkRun> runs, Func<WrkRun, double> figure)
    {
        var sorted = runs.Select(figure).Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
