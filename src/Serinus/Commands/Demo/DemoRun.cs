using Serinus.Control;
using Serinus.Hosting;

namespace Serinus.Commands.Demo;

/// <summary>Puts the demo together: two versions of an application, the edge in front of them, traffic, and a screen.</summary>
internal static class DemoRun
{
    private const string Stable = "v1";
    private const string Canary = "v2";

    /// <exception cref="StartupException">An address is in use.</exception>
    public static async Task<int> RunAsync(DemoOptions options, IDemoScreen screen, CancellationToken cancellation)
    {
        var apps = new List<SampleApp>();
        try
        {
            SampleApp[] stable = [new(Stable), new(Stable), new(Stable)];
            apps.AddRange(stable);
            SampleApp[] canary = [new(Canary), new(Canary)];
            apps.AddRange(canary);
            using var config = new DemoConfig($"{options.Listen}", $"{options.Admin}", stable, canary);
            config.Write(canaryPercent: 0);
            return await screen.WhileShownAsync(() => RunEdgeAsync(options, config, screen, cancellation));
        }
        finally
        {
            foreach (var app in apps)
                await app.DisposeAsync();
        }
    }

    private static async Task<int> RunEdgeAsync(
        DemoOptions options,
        DemoConfig config,
        IDemoScreen screen,
        CancellationToken cancellation
    )
    {
        try
        {
            await using var host = await StartAsync(options, config, screen, cancellation);
            var edge = host.Status.Bound[0].EndPoint;
            screen.Pin($"try it:      curl http://{edge}/");
            screen.Pin($"shares:      curl http://{host.AdminEndPoint}/api/v1/routes");
            screen.Pin($"metrics:     curl http://{host.AdminEndPoint}/metrics");
            screen.Pin($"edit it:     {config.Path}");
            await using var traffic = new Traffic(new Uri($"http://{edge}/"));
            var good = await new Rollout(options, config, host, traffic, screen).RunAsync(cancellation);
            return good ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // A demo that runs until it is told to end has ended well; one that was to finish has not.
            return options.Once ? ExitCode.Failed : ExitCode.Ok;
        }
    }

    private static async Task<EdgeHost> StartAsync(
        DemoOptions options,
        DemoConfig config,
        IDemoScreen screen,
        CancellationToken cancellation
    )
    {
        var host = await EdgeHost.StartAsync(config.Path, null, new ScreenLogger(screen), cancellation);
        if (host.AdminEndPoint is not null)
            return host;
        await host.DisposeAsync();
        throw new StartupException(
            $"{options.Admin} is in use, so the demo has no place for its admin endpoint; stop what uses it, or take another: serinus demo --admin 127.0.0.1:8081"
        );
    }
}
