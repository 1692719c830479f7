using System.CommandLine;
using Microsoft.Extensions.Logging;
using Serinus.Control;
using Serinus.Hosting;
using Serinus.Providers.Kubernetes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Traefik;
using Serinus.Proxy.Transport;
using Serinus.Routing.Config;

namespace Serinus.Commands;

/// <summary><c>serinus run</c>: serves until told to end.</summary>
internal static class RunCommand
{
    private const string Description = "Serves a configuration and follows its changes until told to end.";

    private const string Details =
        """
              SIGTERM and SIGINT end it gracefully: /readyz fails first, new connections are taken for drainDelay more, requests in
              flight have drainTime to finish. A second signal ends at once.
              SIGHUP reads the configuration now. SIGUSR1 opens the access log anew, after rotation.
            """
        + "\n"
        + StaticArguments.Help;

    private const string Examples = """
          serinus run --config /etc/serinus/edge.yaml
          serinus run --config /etc/serinus/conf.d --log-format json
          serinus run --configFile=/etc/traefik/traefik.toml --kubernetes --web
        """;

    public static Command Build()
    {
        var config = CommonOptions.OptionalConfig();
        var format = CommonOptions.Output("Format of the program's log, on standard error.", "--log-format");
        var level = new Option<string?>("--log-level")
        {
            Description = "Least of an event that is logged; info unless given.",
        };
        level.AcceptOnlyFromAmong("debug", "info", "warn", "error");
        // Both sides of the seam pass the same tests; whoever runs the program has no reason to choose.
        var transport = new Option<TransportKind?>("--transport") { Hidden = true };
        var command = new DocumentedCommand("run", Description, Details, Examples) { config, format, level, transport };
        var arguments = new StaticArguments(command, config);
        command.SetAction(
            (parsed, cancellation) =>
            {
                var said = arguments.Load(parsed);
                var isJson = parsed.IsJson(format) || said is { IsJsonLog: true };
                var log = new LineLogger(
                    parsed.InvocationConfiguration.Error,
                    isJson ? LogFormat.Json : LogFormat.Text,
                    TimeProvider.System,
                    StaticArguments.LevelOf(parsed.GetValue(level) ?? said?.LogLevel)
                );
                var sources = new EdgeSources
                {
                    ConfigPath = parsed.GetValue(config),
                    Static = said?.Fragment,
                    Kubernetes = cluster => ClusterOf(cluster, log),
                };
                log.LogInformation("serinus {Version} reads {Config}", ProgramVersion.Text, Names(sources, said));
                return RunAsync(sources, parsed.GetValue(transport), log, cancellation);
            }
        );
        return command;
    }

    private static string Names(EdgeSources sources, StaticConfiguration? said) =>
        string.Join(
            " and ",
            new[] { sources.ConfigPath, said is null ? null : said.Source ?? "its command line" }.OfType<string>()
        );

    private static KubernetesProvider ClusterOf(KubernetesConfig config, ILogger log)
    {
        try
        {
            return KubernetesProvider.Create(config, Tell, TimeProvider.System);
        }
        catch (KubeconfigException trouble)
        {
            throw new StartupException(trouble.Message, trouble);
        }

        void Tell(bool isWarning, string message) =>
            log.Log(isWarning ? LogLevel.Warning : LogLevel.Information, "kubernetes: {Message}", message);
    }

    private static async Task<int> RunAsync(
        EdgeSources sources,
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
            host = await EdgeHost.StartAsync(sources, transport, log, end.Token);
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
