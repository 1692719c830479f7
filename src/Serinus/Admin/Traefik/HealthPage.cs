using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Control;
using Serinus.Proxy.Telemetry;

namespace Serinus.Admin.Traefik;

/// <summary>How the program does, in the shape of <c>/health</c>. Counts are those of the routes that are served now.</summary>
internal static class HealthPage
{
    public static JsonObject Of(EdgeStatus status)
    {
        var now = DateTime.UtcNow;
        using var self = Process.GetCurrentProcess();
        var uptime = now - self.StartTime.ToUniversalTime();
        var totals = (status.Live?.Routes ?? [])
            .Select(route => route.Metrics)
            .Append(status.Telemetry.Unmatched)
            .SelectMany(metrics => metrics.Arms)
            .Select(arm => arm.Read())
            .ToArray();
        var count = totals.Sum(arm => arm.Requests);
        var spent = TimeSpan.FromSeconds((double)totals.Sum(arm => arm.BucketTicks.Sum()) / Stopwatch.Frequency);
        var average = count == 0 ? TimeSpan.Zero : spent / count;
        return new JsonObject
        {
            ["pid"] = Environment.ProcessId,
            ["uptime"] = Text(uptime),
            ["uptime_sec"] = uptime.TotalSeconds,
            ["time"] = now.ToString("O", CultureInfo.InvariantCulture),
            ["unixtime"] = new DateTimeOffset(now).ToUnixTimeSeconds(),
            ["total_status_code_count"] = ByStatus(totals),
            ["total_count"] = count,
            ["total_response_time"] = Text(spent),
            ["total_response_time_sec"] = spent.TotalSeconds,
            ["average_response_time"] = Text(average),
            ["average_response_time_sec"] = average.TotalSeconds,
        };
    }

    private static JsonObject ByStatus(IEnumerable<ArmTotals> totals)
    {
        var byStatus = new JsonObject();
        var statuses = totals.SelectMany(arm => arm.ByListener.Values).SelectMany(counts => counts);
        foreach (var same in statuses.GroupBy(count => count.Key).OrderBy(same => same.Key))
            byStatus.Add(same.Key.ToString(CultureInfo.InvariantCulture), same.Sum(count => count.Value));
        return byStatus;
    }

    private static string Text(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.######}s");
}
