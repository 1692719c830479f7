using System.Text.Json.Nodes;
using Serinus.Rollouts.Analysis.Expressions;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.News;

/// <summary>An embed of Discord, in which nobody is mentioned whatever the text says.</summary>
internal static class DiscordForm
{
    private const int TitleMax = 250;

    public static JsonObject Write(AlertSpec alert, Notice notice)
    {
        var fields = notice.Facts.Select(fact => new JsonObject
        {
            ["name"] = fact.Name,
            ["value"] = Excerpt.Of(fact.Value, 1000),
            ["inline"] = true,
        });
        return new JsonObject
        {
            ["username"] = alert.Username ?? "serinus",
            ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
            ["embeds"] = new JsonArray(
                new JsonObject
                {
                    ["title"] = Excerpt.Of(notice.Title, TitleMax),
                    ["description"] = notice.Text,
                    ["color"] = notice.Colour,
                    ["fields"] = AlertForm.Array(fields),
                    ["timestamp"] = JsonForm.Time(notice.News.At),
                }
            ),
        };
    }
}
