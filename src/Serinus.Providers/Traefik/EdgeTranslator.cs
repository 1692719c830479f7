using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>Settings of the whole program become those of the edge.</summary>
internal static class EdgeTranslator
{
    private static readonly TimeSpan standardIdleTime = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan standardGraceTime = TimeSpan.FromSeconds(10);

    public static EdgeConfig Translate(
        StaticReader reader,
        AdminConfig admin,
        ImmutableArray<double>? buckets,
        KubernetesConfig? kubernetes
    ) =>
        new()
        {
            Admin = admin,
            Kubernetes = kubernetes,
            AccessLog = AccessLog(reader),
            Metrics = buckets is { } bounds ? new MetricsConfig { Buckets = bounds } : new MetricsConfig(),
            Limits = new LimitsConfig
            {
                KeepAliveTime =
                    reader.Duration("idleTimeout")
                    ?? reader.Duration("respondingTimeouts.idleTimeout")
                    ?? standardIdleTime,
            },
            DrainTime =
                reader.Duration("graceTimeOut") ?? reader.Duration("lifeCycle.graceTimeOut") ?? standardGraceTime,
            DrainDelay = reader.Duration("lifeCycle.requestAcceptGraceTimeout") ?? TimeSpan.Zero,
        };

    private static AccessLogConfig? AccessLog(StaticReader reader)
    {
        if (reader.Text("accessLogsFile") is { } file)
            return new AccessLogConfig { Path = file, Format = AccessLogFormat.Common };
        if (!reader.Has("accessLog"))
            return null;
        var format = AccessLogFormat.Common;
        if (reader.Settings.Find("accessLog.format") is { } setting)
        {
            if (setting.Text.Equals("json", StringComparison.OrdinalIgnoreCase))
                format = AccessLogFormat.Json;
            else if (!setting.Text.Equals("common", StringComparison.OrdinalIgnoreCase))
                reader.Error(setting, $"\"{setting.Text}\" is no format", "write common or json");
        }

        return new AccessLogConfig { Path = reader.Text("accessLog.filePath"), Format = format };
    }
}
