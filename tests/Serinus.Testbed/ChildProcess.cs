using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Serinus.Testbed;

/// <summary>A real program that runs beside the test and is ended with it, by its own process id.</summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int OutputCharactersMax = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Lock outputLock = new();

    private ChildProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>What it wrote so far to standard output and standard error.</summary>
    public string Output
    {
        get
        {
            lock (outputLock)
                return output.ToString();
        }
    }

    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        var process =
            Process.Start(start)
            ?? throw new InvalidOperationException($"{program} did not start a process of its own");
        var child = new ChildProcess(process);
        process.OutputDataReceived += child.Keep;
        process.ErrorDataReceived += child.Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return child;
    }

    /// <summary>Runs a program to its end and gives what it wrote to both outputs.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        TimeSpan timeout
    )
    {
        await using var child = Start(program, arguments);
        return (await child.WaitForExitAsync(timeout), child.Output);
    }

    /// <summary>Waits for the end of the process, and of what it has to say.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{process.StartInfo.FileName} still runs after {timeout}:\n{Output}");
        }

        return process.ExitCode;
    }

    /// <summary>Sends a signal; nothing happens when the process has ended already.</summary>
    public void Signal(Signal signal)
    {
        if (!process.HasExited)
            _ = Kill(process.Id, (int)signal);
    }

    /// <summary>Waits until it has written <paramref name="words"/>: they come by a pipe, later than what it does.</summary>
    public Task SaysAsync(string words) =>
        Readiness.UntilAsync(
            () => Output.Contains(words, StringComparison.Ordinal),
            Patience,
            () => $"'{words}' was not said:\n{Output}"
        );

    /// <summary>Ends it and its children at once, without a word.</summary>
    public void KillTree() => process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        Signal(Testbed.Signal.Terminate);
        try
        {
            await WaitForExitAsync(EndTime);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (outputLock)
        {
            if (line.Data is not null && output.Length < OutputCharactersMax)
                output.Append(line.Data).Append('\n');
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
