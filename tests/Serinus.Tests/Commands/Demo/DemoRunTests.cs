using System.Net;
using Serinus.Commands.Demo;
using Serinus.Control;

namespace Serinus.Tests.Commands.Demo;

public class DemoRunTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task A_rollout_is_exact_at_every_step_and_ends_well()
    {
        var screen = new RecordingScreen();
        var options = new DemoOptions
        {
            Once = true,
            StepTime = TimeSpan.FromMilliseconds(500),
            Listen = AnyPort,
            Admin = AnyPort,
        };

        var status = await DemoRun.RunAsync(options, screen, TestContext.Current.CancellationToken);

        Assert.Equal(0, status);
        Assert.Equal([0.01, 0.1, 0.5, 1], screen.Views.Select(view => view.Backends[1].WantedShare).Distinct());
        Assert.All(screen.Views, view => Assert.Equal(0, view.Failures));
        Assert.Contains("rollout complete: every share exact to one request, no request failed", screen.Lines);
    }

    [Fact]
    public async Task It_says_where_to_ask_and_which_file_to_edit()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var screen = new RecordingScreen
        {
            Pinned = line =>
            {
                if (line.StartsWith("edit it:", StringComparison.Ordinal))
                    end.Cancel();
            },
        };

        var status = await DemoRun.RunAsync(new DemoOptions { Listen = AnyPort, Admin = AnyPort }, screen, end.Token);

        Assert.Equal(0, status);
        Assert.Contains(
            screen.Lines,
            line => line.StartsWith("try it:      curl http://127.0.0.1:", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_address_in_use_is_told_with_the_way_around_it()
    {
        using var taken = ConfigFolder.Taken();

        var call = await Call.Of("demo", "--once", "--listen", $"{taken.LocalEndpoint}", "--admin", "127.0.0.1:0");

        Assert.Equal(3, call.Status);
        Assert.Contains("is in use", call.Output, StringComparison.Ordinal);
        Assert.Contains("take others with --listen and --admin", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_address_in_use_ends_the_demo_too()
    {
        using var taken = ConfigFolder.Taken();
        var options = new DemoOptions { Listen = AnyPort, Admin = (IPEndPoint)taken.LocalEndpoint };

        await Assert.ThrowsAsync<StartupException>(() =>
            DemoRun.RunAsync(options, new RecordingScreen(), TestContext.Current.CancellationToken)
        );
    }
}
