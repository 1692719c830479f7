using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.Hooks;

/// <summary>What hooks are sent, in the form of Flagger's webhooks, so that services made for those work.</summary>
internal static class HookPayload
{
    private static readonly JsonSerializerOptions options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>For a hook that is asked.</summary>
    public static string Of(RolloutSpec spec, RunState state, HookSpec hook) => Write(spec, state, hook.Metadata);

    /// <summary>For a hook that is told of an event. Where metadata of the hook have the same names, those of the event count.</summary>
    public static string Of(RolloutSpec spec, RunState state, HookSpec hook, NewsItem news) =>
        Write(
            spec,
            state,
            hook.Metadata.SetItem("eventMessage", news.Text)
                .SetItem("eventType", news.Severity == NewsSeverity.Info ? "Normal" : "Warning")
                .SetItem("timestamp", news.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))
        );

    /// <summary>
    /// The same for all calls of a run and another one for each run, so that a service may keep what it found: also a run that is tried
    /// again is tested again.
    /// </summary>
    public static string Checksum(RolloutSpec spec, RunState state) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"{spec.Name}\n{state.Run}\n{state.Revision}")
                )
            ),
            0,
            8
        );

    private static string Write(RolloutSpec spec, RunState state, ImmutableDictionary<string, string> metadata)
    {
        var slash = spec.Name.IndexOf('/', StringComparison.Ordinal);
        var values = new JsonObject();
        foreach (var (name, value) in metadata.OrderBy(one => one.Key, StringComparer.Ordinal))
            values[name] = value;
        return new JsonObject
        {
            ["name"] = spec.Name[(slash + 1)..],
            ["namespace"] = slash < 0 ? "" : spec.Name[..slash],
            ["phase"] = state.Phase.ToString(),
            ["checksum"] = Checksum(spec, state),
            ["metadata"] = values,
        }.ToJsonString(options);
    }
}
