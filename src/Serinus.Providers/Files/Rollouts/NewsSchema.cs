using Serinus.Providers.Files.Forms;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>The keys of somebody who hears of every rollout: those of a rollout's own alerts.</summary>
internal static class NewsSchema
{
    /// <summary>Somebody who hears of every rollout.</summary>
    public static readonly MapForm<NewsConfig> Form = new MapForm<NewsConfig>(
        "a receiver of news",
        () => new(),
        "{ name: team, type: slack, address: \"https://hooks.slack.com/…\" }"
    ).AddAllOf(AnalysisSchema.Alert, news => news.Alert);
}
