using System.CommandLine;
using Microsoft.Extensions.Logging;
using Serinus.Control;
using Serinus.Hosting;
using Serinus.Proxy.Transport;

namespace Serinus.Commands;

/// <summary><c>serinus run</c>: serves until told to end.</summary>
internal static class RunCommand
{
    private const string Description = "Serves a configuration and follows its changes until told to end.";

    private const string Details = """
          SIGTERM and SIGINT end it gracefully: /readyz fails first, new connections are taken for drainDelay more, requests in
          flight have drainTime to finish. A second signal ends at once.
          SIGHUP reads the configuration now. SIGUSR1 opens the access log anew, after rotation.
        """;

    private const string Examples = """
          serinus run --config /etc/serinus/edge.yaml
          serinus run --config /etc/serinus/conf.d --log-format json
        """;

    public static Command Build()
    {
        var config = CommonOptions.Config();
        var format = CommonOptions.Output("Format of the program's log, on standard error.", "--log-format");
        // Both sides of the seam pass the same tests; whoever runs the program has no reason to choose.
        var transport = new Option<TransportKind?>("--transport") { Hidden = true };
        var command = new DocumentedCommand("run", Description, Details, Examples) { config, format, transport };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetRequiredValue(config),
                    parsed.GetValue(transport),
                    new LineLogger(
                        parsed.InvocationConfiguration.Error,
                        parsed.IsJson(format) ? LogFormat.Json : LogFormat.Text,
                        TimeProvider.System
                    ),
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string config,
        TransportKind? transport,
        ILogger log,
        CancellationToken cancellation
    )
    {
        EdgeHost? host = null;
        using var signals = new Signals(() => host?.Reload(), () => host?.ReopenLogs());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(signals.EndAsked, cancellation);
        try
        {
            log.LogInformation("serinus {Version} reads {Config}", ProgramVersion.Text, config);
            host = await EdgeHost.StartAsync(config, transport, log, end.Token);
            await Task.WhenAny(Task.Delay(Timeout.Infinite, end.Token), host.NothingOpen);
            if (host.NothingOpen.IsCompleted)
                throw new StartupException(await host.NothingOpen);
            await host.DrainAsync(signals.EndNowAsked);
            return signals.EndNowAsked.IsCancellationRequested ? ExitCode.Signalled(signals.Last) : ExitCode.Ok;
        }
        catch (StartupException trouble)
        {
            log.LogError("{Trouble}", trouble.Message);
            return ExitCode.CannotStart;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            log.LogInformation("ended before anything was served");
            return signals.Last == 0 ? ExitCode.Ok : ExitCode.Signalled(signals.Last);
        }
        finally
        {
            if (host is not null)
                await host.DisposeAsync();
        }
    }
}
