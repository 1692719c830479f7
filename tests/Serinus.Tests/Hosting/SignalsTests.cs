using System.Diagnostics;
using Serinus.Hosting;

namespace Serinus.Tests.Hosting;

public class SignalsTests
{
    [Fact]
    public async Task Reload_and_reopen_are_asked_by_their_signals()
    {
        var reload = new TaskCompletionSource();
        var reopen = new TaskCompletionSource();
        using var signals = new Signals(() => reload.TrySetResult(), () => reopen.TrySetResult());

        await SendAsync("HUP");
        await reload.Task.WaitAsync(TestContext.Current.CancellationToken);
        await SendAsync("USR1");
        await reopen.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.False(signals.EndAsked.IsCancellationRequested);
    }

    private static async Task SendAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{Environment.ProcessId}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
