using System.Globalization;
using System.Text.RegularExpressions;

namespace Serinus.Testbed;

/// <summary>
/// Load by ab, in the same figures as <see cref="WrkRun"/>: a connection for each request and, over TLS, a full handshake, for it keeps no
/// session. It has one thread, so one of it runs for each core.
/// </summary>
public static partial class AbRun
{
    /// <summary>More than any run can reach: it ends by time.</summary>
    private const int RequestsMax = 10_000_000;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static async Task<WrkRun> RunAsync(Uri url, int connections, int seconds)
    {
        var processes = Math.Min(connections, Environment.ProcessorCount);
        var runs = await Task.WhenAll(
            Enumerable.Range(0, processes).Select(_ => RunOneAsync(url, connections / processes, seconds))
        );
        return new WrkRun(
            runs.Sum(run => run.Requests),
            runs.Max(run => run.Seconds),
            runs.Sum(run => run.Errors),
            runs.Average(run => run.P50),
            runs.Max(run => run.P99)
        );
    }

    private static async Task<WrkRun> RunOneAsync(Uri url, int connections, int seconds)
    {
        // -t sets a number of requests of its own, so -n comes behind it.
        var (exitCode, output) = await ChildProcess.RunAsync(
            "ab",
            ["-q", "-t", $"{seconds}", "-n", $"{RequestsMax}", "-c", $"{connections}", $"{url}"],
            TimeSpan.FromSeconds(seconds) + Grace
        );
        if (exitCode != 0)
            throw new InvalidOperationException($"ab ended with {exitCode}:\n{output}");
        return new WrkRun(
            (long)Number(Complete().Match(output)),
            Number(Taken().Match(output)),
            (long)(Number(Failed().Match(output)) + Number(Refused().Match(output))),
            Number(Median().Match(output)) * 1_000,
            Number(Tail().Match(output)) * 1_000
        );
    }

    /// <summary>A line that is not there stands for nothing.</summary>
    private static double Number(Match match) =>
        match.Success ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"Complete requests:\s+(\d+)")]
    private static partial Regex Complete();

    [GeneratedRegex(@"Time taken for tests:\s+([\d.]+)")]
    private static partial Regex Taken();

    [GeneratedRegex(@"Failed requests:\s+(\d+)")]
    private static partial Regex Failed();

    [GeneratedRegex(@"Non-2xx responses:\s+(\d+)")]
    private static partial Regex Refused();

    [GeneratedRegex(@"^\s+50%\s+(\d+)", RegexOptions.Multiline)]
    private static partial Regex Median();

    [GeneratedRegex(@"^\s+99%\s+(\d+)", RegexOptions.Multiline)]
    private static partial Regex Tail();
}
