using System.Globalization;
using System.Text.Json.Nodes;

namespace Serinus.Providers.Outside.News;

/// <summary>Plain JSON for whoever makes something of it.</summary>
internal static class JsonForm
{
    public static JsonObject Write(Notice notice)
    {
        var (spec, state, news) = (notice.Spec, notice.State, notice.News);
        return new JsonObject
        {
            ["id"] = news.Id,
            ["time"] = Time(news.At),
            ["rollout"] = spec.Name,
            ["kind"] = news.Kind.ToString(),
            ["severity"] = Word(news.Severity.ToString()),
            ["text"] = notice.Text,
            ["actor"] = news.Actor,
            ["origin"] = notice.Origin.Length > 0 ? notice.Origin : null,
            ["run"] = state.Run,
            ["phase"] = state.Phase.ToString(),
            ["revision"] = state.Revision,
            ["stableRevision"] = state.StableRevision,
            ["canaryPercent"] = state.Traffic.CanaryPercent,
        };
    }

    /// <summary>A time of RFC 3339.</summary>
    internal static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
