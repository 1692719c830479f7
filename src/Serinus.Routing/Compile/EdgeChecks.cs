using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Checks the settings of the whole edge.</summary>
internal static class EdgeChecks
{
    private const int BucketsMax = 100;

    public static void Check(EdgeConfig edge, ObjectReport report)
    {
        if (edge.Admin is { } admin && !ListenerCompiler.TryParseAddress(admin.Address, out _))
            report.Error(
                "admin.address",
                $"\"{ValueChecks.Printable(admin.Address)}\" is no address to listen on",
                "write an IP address and a port, such as 127.0.0.1:8080"
            );
        if (edge.Admin is { } served)
            CheckBasePath(served.BasePath, report);
        if (edge.Kubernetes is { } cluster)
            KubernetesChecks.Check(cluster, report);
        if (edge.Acme is { } acme)
            AcmeChecks.Check(acme, edge.StateFolder, report);
        if (edge.Fleet is { } fleet)
            FleetChecks.Check(fleet, report);
        if (edge.AccessLog is { } log)
            ValueChecks.Range(report, "accessLog.queueBytesMax", log.QueueBytesMax, 64 * 1024, 1024 * 1024 * 1024);
        CheckBuckets(edge.Metrics.Buckets, report);
        CheckLimits(edge.Limits, report);
        ValueChecks.Networks(report, "trustedNetworks", edge.TrustedNetworks);
        ValueChecks.Duration(report, "drainTime", edge.DrainTime);
        ValueChecks.Duration(report, "drainDelay", edge.DrainDelay);
        ValueChecks.Range(report, "loops", edge.Loops, 0, 1024);
    }

    private static void CheckBasePath(string path, ObjectReport report)
    {
        if (path.Length == 0)
            return;
        var shown = ValueChecks.Printable(path);
        if (path == "/" || path.EndsWith('/'))
            report.Error(
                "admin.basePath",
                $"\"{shown}\" ends with /",
                path == "/" ? "leave it out" : $"write {shown.TrimEnd('/')}"
            );
        else if (!path.StartsWith('/'))
            report.Error("admin.basePath", $"\"{shown}\" does not begin with /", $"write /{shown}");
        else if (!RuleCompiler.TryNormalizePath(path, out var normal) || normal != path)
            report.Error(
                "admin.basePath",
                $"\"{shown}\" is no path in normal form",
                "write it without dot segments, and special characters as %XX with upper-case digits"
            );
    }

    private static void CheckBuckets(ImmutableArray<double> buckets, ObjectReport report)
    {
        if (buckets.Length is 0 or > BucketsMax)
            report.Error("metrics.buckets", $"there are {buckets.Length} buckets", $"use 1 to {BucketsMax}");
        for (var i = 0; i < buckets.Length; i++)
        {
            var shown = buckets[i].ToString(CultureInfo.InvariantCulture);
            if (!double.IsFinite(buckets[i]) || buckets[i] <= 0)
                report.Error($"metrics.buckets[{i}]", $"{shown} is no duration above 0", "use seconds, such as 0.1");
            else if (i > 0 && buckets[i] <= buckets[i - 1])
                report.Error(
                    $"metrics.buckets[{i}]",
                    $"{shown} is not above the bucket before it",
                    "sort the buckets, each once"
                );
        }
    }

    private static void CheckLimits(LimitsConfig limits, ObjectReport report)
    {
        const int Mebibyte = 1024 * 1024;
        ValueChecks.Range(report, "limits.headBytesMax", limits.HeadBytesMax, 256, Mebibyte);
        ValueChecks.Range(report, "limits.headerCountMax", limits.HeaderCountMax, 1, 1000);
        ValueChecks.Range(report, "limits.targetBytesMax", limits.TargetBytesMax, 0, Mebibyte);
        ValueChecks.Range(report, "limits.trailerBytesMax", limits.TrailerBytesMax, 0, Mebibyte);
        ValueChecks.Range(report, "limits.responseHeadBytesMax", limits.ResponseHeadBytesMax, 256, Mebibyte);
        ValueChecks.Duration(report, "limits.headerReadTime", limits.HeaderReadTime);
        ValueChecks.Duration(report, "limits.bodyIdleTime", limits.BodyIdleTime);
        ValueChecks.Duration(report, "limits.keepAliveTime", limits.KeepAliveTime);
        ValueChecks.NotNegative(report, "limits.connectionsMax", limits.ConnectionsMax);
        ValueChecks.NotNegative(report, "limits.connectionsPerClientMax", limits.ConnectionsPerClientMax);
        ValueChecks.NotNegative(report, "limits.inFlightPerClientMax", limits.InFlightPerClientMax);
        ValueChecks.NotNegative(report, "limits.requestsPerConnectionMax", limits.RequestsPerConnectionMax);
        ValueChecks.Duration(report, "limits.handshakeTime", limits.HandshakeTime);
        ValueChecks.NotNegative(report, "limits.handshakesMax", limits.HandshakesMax);
        ValueChecks.Range(report, "limits.streamsMax", limits.StreamsMax, 1, 1000);
        ValueChecks.Range(report, "limits.glitchesMax", limits.GlitchesMax, 10, 100_000);
        ValueChecks.NotNegative(report, "limits.bodyBytesPerSecondMin", limits.BodyBytesPerSecondMin);
        ValueChecks.NotNegative(report, "limits.udpSessionsMax", limits.UdpSessionsMax);
        ValueChecks.NotNegative(report, "limits.mirrorBodyBytesMax", limits.MirrorBodyBytesMax);
        ValueChecks.NotNegative(report, "limits.mirrorsInFlightMax", limits.MirrorsInFlightMax);
        ValueChecks.NotNegative(report, "limits.inFlightMax", limits.InFlightMax);
        ValueChecks.NotNegative(report, "limits.bodyBytesMax", limits.BodyBytesMax);
    }
}
