using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Files.Forms;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>The keys of a health check that are not one property each.</summary>
internal static class HealthKeys
{
    /// <summary><c>tcp: true</c> says aloud what leaving out the path means.</summary>
    public static Field<HealthCheckConfig> Tcp(Form<bool> flag) =>
        new Field<HealthCheckConfig, bool>(
            "tcp",
            flag,
            (_, _) => { },
            false,
            null,
            "A plain TCP connection is the check; says aloud what leaving out `path` means."
        );

    /// <summary><c>status: 200-399</c> or <c>status: 200</c>.</summary>
    public static Field<HealthCheckConfig> Status()
    {
        var min = Property.Setter<HealthCheckConfig, int>(nameof(HealthCheckConfig.StatusMin));
        var max = Property.Setter<HealthCheckConfig, int>(nameof(HealthCheckConfig.StatusMax));
        return new Field<HealthCheckConfig, (int Min, int Max)>(
            "status",
            new StatusForm(),
            (health, range) =>
            {
                min(health, range.Min);
                max(health, range.Max);
            },
            false,
            null,
            "Statuses that count as healthy: one, or the lowest and highest. `200-399` unless given."
        );
    }

    /// <summary>Either a path is asked for or a connection made.</summary>
    public static void PathOrTcp(MapNode map, string field, Reading reading)
    {
        if (map.Find("tcp") is not { Value: ScalarNode { Kind: ScalarKind.Boolean, Text: var text } } tcp)
            return;
        var on = text is "true" or "True" or "TRUE";
        var at = reading.Key(field, "tcp");
        if (on && (map.Find("path") ?? map.Find("status") ?? map.Find("host")) is { } http)
            reading.Report(tcp.Value, at, $"tcp and {http.Key} exclude each other", "keep one");
        else if (!on && map.Find("path") is null)
            reading.Report(tcp.Value, at, "a check without tcp needs a path", "add path: /healthz, or write tcp: true");
    }

    private sealed class StatusForm : ScalarForm<(int Min, int Max)>
    {
        public override string Words => "a status or a range of statuses";

        public override string Cure => "write 200 or 200-399";

        public override JsonObject Describe(Definitions definitions) =>
            new() { ["type"] = new JsonArray("integer", "string"), ["pattern"] = "^[0-9]{3}(-[0-9]{3})?$" };

        protected override bool TryRead(ScalarNode scalar, out (int Min, int Max) value)
        {
            var text = scalar.Text.AsSpan();
            var dash = text.IndexOf('-');
            var low = dash < 0 ? text : text[..dash];
            var high = dash < 0 ? text : text[(dash + 1)..];
            value = default;
            return TryStatus(low, out value.Min) && TryStatus(high, out value.Max) && value.Min <= value.Max;
        }

        private static bool TryStatus(ReadOnlySpan<char> text, out int status) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out status)
            && status is >= 100 and <= 599;
    }
}
