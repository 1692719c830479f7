using Serinus.Control;
using Serinus.Hosting;

namespace Serinus.Commands.Demo;

/// <summary>Puts the demo together: two versions of an application, the edge in front of them, traffic, and a screen.</summary>
internal static class DemoRun
{
    private const string Stable = "v1";
    private const string Canary = "v2";

    /// <summary>Share of the bad version's requests that fail.</summary>
    private const double BadErrors = 0.03;

    /// <exception cref="StartupException">An address is in use.</exception>
    public static async Task<int> RunAsync(DemoOptions options, IDemoScreen screen, CancellationToken cancellation)
    {
        var apps = new List<SampleApp>();
        try
        {
            var failing = options.Bad ? BadErrors : 0;
            SampleApp[] stable = [new(Stable), new(Stable), new(Stable)];
            apps.AddRange(stable);
            SampleApp[] canary = [new(Canary, failing), new(Canary, failing)];
            apps.AddRange(canary);
            using var config = new DemoConfig(options, stable, canary);
            config.WriteStable();
            return await RunEdgeAsync(options, config, screen, cancellation);
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
        var isGood = false;
        try
        {
            await using var host = await StartAsync(options, config, screen, cancellation);
            var edge = host.Status.Bound[0].EndPoint;
            await using var traffic = new Traffic(new Uri($"http://{edge}/"));
            var summary = await screen.WhileShownAsync(() =>
            {
                screen.Pin($"try it    curl http://{edge}/");
                screen.Pin($"metrics   curl http://{host.AdminEndPoint}/metrics");
                screen.Pin($"edit it   {config.Path}");
                screen.Pin($"stop it   {Command(host, "abort")} --token-file {config.TokenPath}");
                return new Rollout(options, config, host, traffic, screen).RunAsync(cancellation);
            });
            isGood = summary.IsGood;
            foreach (var line in summary.Lines())
                screen.Tell(line);
            if (options.Stay)
            {
                screen.Tell(
                    $"It serves on; edit {config.Path} to go on yourself, such as another revision. Ctrl-C ends."
                );
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Somebody has seen enough.
        }

        return isGood ? ExitCode.Ok : ExitCode.Failed;
    }

    private static string Command(EdgeHost host, string verb) =>
        $"{DemoPrograms.Serinus} rollout {verb} {DemoConfig.Name} --server http://{host.AdminEndPoint}";

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
