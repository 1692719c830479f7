using System.Text.Json;

namespace Serinus.Testbed;

/// <summary>What wrk saw in one run.</summary>
/// <param name="Requests">Responses received.</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="Errors">Failed connections, reads and writes, timeouts, and responses of 400 and above.</param>
/// <param name="P50">Median latency in microseconds.</param>
/// <param name="P99">Latency in microseconds that one of a hundred requests exceeded.</param>
public sealed record WrkRun(long Requests, double Seconds, long Errors, double P50, double P99)
{
    // A script with nothing but done() leaves wrk's request loop as fast as without one.
    private const string Script = """
        done = function(summary, latency, requests)
          local e = summary.errors
          io.write(string.format(
            '\n{"Requests":%d,"Seconds":%.6f,"Errors":%d,"P50":%.1f,"P99":%.1f}\n',
            summary.requests, summary.duration / 1e6,
            e.connect + e.read + e.write + e.status + e.timeout,
            latency:percentile(50), latency:percentile(99)))
        end
        """;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static async Task<WrkRun> RunAsync(Uri url, int connections, int seconds, bool closes = false)
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("done.lua", Script);
        var threads = Math.Min(connections, Environment.ProcessorCount);
        var (exitCode, output) = await ChildProcess.RunAsync(
            "wrk",
            [
                "-t",
                $"{threads}",
                "-c",
                $"{connections}",
                "-d",
                $"{seconds}s",
                "--timeout",
                "20s",
                "-s",
                script,
                .. closes ? (string[])["-H", "Connection: close"] : [],
                url.ToString(),
            ],
            TimeSpan.FromSeconds(seconds) + Grace
        );
        var line = output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
        return exitCode == 0 && line is not null
            ? JsonSerializer.Deserialize<WrkRun>(line)!
            : throw new InvalidOperationException($"wrk ended with {exitCode}:\n{output}");
    }
}
