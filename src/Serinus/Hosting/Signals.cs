using System.Runtime.InteropServices;

namespace Serinus.Hosting;

/// <summary>
/// Signals as operators send them: SIGTERM or SIGINT asks to end and a second one ends at once, SIGHUP reads the configuration
/// anew, SIGUSR1 opens log files anew.
/// </summary>
public sealed class Signals : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly CancellationTokenSource end = new();
    private readonly CancellationTokenSource endNow = new();
    private int ends;

    /// <summary>Listens for signals until disposed.</summary>
    /// <param name="reload">Called on SIGHUP.</param>
    /// <param name="reopenLogs">Called on SIGUSR1.</param>
    public Signals(Action reload, Action reopenLogs)
    {
        On(PosixSignal.SIGTERM, () => End(15));
        On(PosixSignal.SIGINT, () => End(2));
        if (OperatingSystem.IsWindows())
            return;
        On(PosixSignal.SIGHUP, reload);
        // Not in the enumeration; its number is the platform's own.
        On((PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30), reopenLogs);
    }

    /// <summary>Cancelled when asked to end.</summary>
    public CancellationToken EndAsked => end.Token;

    /// <summary>Cancelled when asked a second time.</summary>
    public CancellationToken EndNowAsked => endNow.Token;

    /// <summary>Number of the signal that asked last; 0 before any.</summary>
    public int Last { get; private set; }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        end.Dispose();
        endNow.Dispose();
    }

    private void On(PosixSignal signal, Action action) =>
        registrations.Add(
            PosixSignalRegistration.Create(
                signal,
                context =>
                {
                    context.Cancel = true;
                    action();
                }
            )
        );

    private void End(int signal)
    {
        Last = signal;
        if (Interlocked.Increment(ref ends) == 1)
            end.Cancel();
        else
            endNow.Cancel();
    }
}
