using System.Globalization;
using System.Text.RegularExpressions;

namespace Serinus.Testbed;

/// <summary>Load over HTTP/2 by h2load, in the same figures as <see cref="WrkRun"/>.</summary>
public static partial class H2loadRun
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static async Task<WrkRun> RunAsync(Uri url, int connections, int seconds, int streams = 10)
    {
        using var folder = new TemporaryFolder();
        var log = Path.Combine(folder.Path, "requests");
        var threads = Math.Min(connections, Environment.ProcessorCount);
        var (exitCode, output) = await ChildProcess.RunAsync(
            "h2load",
            [
                "-t",
                $"{threads}",
                "-c",
                $"{connections}",
                "-m",
                $"{streams}",
                "-D",
                $"{seconds}",
                "--log-file",
                log,
                $"{url}",
            ],
            TimeSpan.FromSeconds(seconds) + Grace
        );
        var counts = Counts().Match(output);
        if (exitCode != 0 || !counts.Success)
            throw new InvalidOperationException($"h2load ended with {exitCode}:\n{output}");

        // Start time, status and duration in microseconds, a line for each request.
        var durations = File.ReadLines(log)
            .Select(line => double.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture))
            .Order()
            .ToArray();
        return new WrkRun(
            Number(counts, 1),
            seconds,
            Number(counts, 2) + Number(counts, 3) + Number(counts, 4),
            At(durations, 0.5),
            At(durations, 0.99)
        );
    }

    private static long Number(Match match, int group) =>
        long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * share)];

    [GeneratedRegex(@"(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout")]
    private static partial Regex Counts();
}
