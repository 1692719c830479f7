using System.Text.Json.Nodes;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.News;

/// <summary>An adaptive card, as workflows of Microsoft Teams take it.</summary>
internal static class TeamsForm
{
    public static JsonObject Write(Notice notice)
    {
        var facts = notice.Facts.Select(fact => new JsonObject { ["title"] = fact.Name, ["value"] = fact.Value });
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "TextBlock",
                    ["text"] = notice.Title,
                    ["weight"] = "Bolder",
                    ["size"] = "Medium",
                    ["color"] = Colour(notice.News.Severity),
                    ["wrap"] = true,
                },
                new JsonObject
                {
                    ["type"] = "TextBlock",
                    ["text"] = notice.Text,
                    ["wrap"] = true,
                },
                new JsonObject { ["type"] = "FactSet", ["facts"] = AlertForm.Array(facts) }
            ),
        };
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(
                new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card }
            ),
        };
    }

    private static string Colour(NewsSeverity severity) =>
        severity switch
        {
            NewsSeverity.Error => "Attention",
            NewsSeverity.Warn => "Warning",
            _ => "Good",
        };
}
