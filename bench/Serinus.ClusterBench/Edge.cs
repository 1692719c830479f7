using System.Diagnostics;
using System.Globalization;
using Serinus.Testbed;

namespace Serinus.ClusterBench;

/// <summary>The program under measurement.</summary>
internal static class Edge
{
    /// <summary>Waits until something is so; what cannot be asked yet is not.</summary>
    public static Task UntilAsync(ChildProcess edge, Func<Task<bool>> isSo, TimeSpan longest, string otherwise) =>
        Readiness.UntilAsync(
            async () =>
            {
                if (edge.HasExited)
                    throw new InvalidOperationException($"serinus ended:\n{edge.Output}");
                try
                {
                    return await isSo();
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            longest,
            () => $"{otherwise}:\n{edge.Output}"
        );

    /// <summary>Bytes of a line of its status in the kernel's words, such as <c>VmHWM</c> (proc_pid_status(5)).</summary>
    public static long Memory(ChildProcess edge, string field)
    {
        var line = File.ReadLines($"/proc/{edge.Id}/status")
            .Single(line => line.StartsWith($"{field}:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)
            * 1024;
    }

    /// <summary>Processor time it has used.</summary>
    public static TimeSpan Worked(ChildProcess edge)
    {
        using var process = Process.GetProcessById(edge.Id);
        return process.TotalProcessorTime;
    }
}
