using System.Runtime.InteropServices;
using Serinus.Testbed;

namespace Serinus.Compare;

/// <summary>Where and with what was measured: figures mean nothing without it.</summary>
public sealed record Machine(
    string Processor,
    int Cores,
    double MemoryGigabytes,
    string System,
    string Kernel,
    string DotNet,
    string Commit,
    IReadOnlyDictionary<string, string> Versions
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<Machine> LookAsync(IEnumerable<Peer> peers)
    {
        var versions = new Dictionary<string, string> { ["wrk"] = FirstLine(await TellAsync(["wrk", "-v"])) };
        foreach (var peer in peers)
            versions[peer.Name] = FirstLine(await TellAsync(peer.Version));
        return new Machine(
            Field("/proc/cpuinfo", "model name"),
            Environment.ProcessorCount,
            Math.Round(long.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0]) / 1e6, 1),
            RuntimeInformation.OSDescription,
            File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            RuntimeInformation.FrameworkDescription,
            FirstLine(
                await TellAsync(["git", "-C", Repository.Root, "describe", "--always", "--dirty", "--abbrev=12"])
            ),
            versions
        );
    }

    private static async Task<string> TellAsync(string[] command) =>
        (await ChildProcess.RunAsync(command[0], command[1..], Patience)).Output;

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();

    private static string Field(string file, string name) =>
        File.ReadLines(file).First(line => line.StartsWith(name)).Split(':', 2)[1].Trim();
}
