using System.Net;
using Serinus.Commands.Demo;
using Serinus.Control;

namespace Serinus.Tests.Commands.Demo;

public class DemoRunTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_good_version_goes_through_its_steps_to_everybody()
    {
        var screen = new RecordingScreen();
        var options = new DemoOptions
        {
            StepTime = TimeSpan.FromSeconds(2),
            Listen = AnyPort,
            Admin = AnyPort,
        };

        var status = await DemoRun.RunAsync(options, screen, TestContext.Current.CancellationToken);

        Assert.True(status == 0, string.Join('\n', screen.Lines));
        Assert.Equal(
            [1m, 10m, 50m, 100m],
            screen.Views.Select(view => view.Rollout.Weight.Desired).Where(percent => percent > 0).Distinct()
        );
        Assert.All(screen.Views, view => Assert.Equal(0, view.Failures));
        Assert.Contains("v2 is promoted: everybody is on it, and no request failed on the way.", screen.Lines);
    }

    [Fact]
    public async Task It_says_where_to_ask_and_which_file_to_edit()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var screen = new RecordingScreen
        {
            Pinned = line =>
            {
                if (line.StartsWith("edit it ", StringComparison.Ordinal))
                    end.Cancel();
            },
        };

        await DemoRun.RunAsync(new DemoOptions { Listen = AnyPort, Admin = AnyPort }, screen, end.Token);

        Assert.Contains(
            screen.Lines,
            line => line.StartsWith("try it    curl http://127.0.0.1:", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_address_in_use_is_told_with_the_way_around_it()
    {
        using var taken = ConfigFolder.Taken();

        var call = await Call.Of("demo", "--listen", $"{taken.LocalEndpoint}", "--admin", "127.0.0.1:0");

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
