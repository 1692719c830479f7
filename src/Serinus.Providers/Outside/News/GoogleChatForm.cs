using System.Text.Json.Nodes;

namespace Serinus.Providers.Outside.News;

/// <summary>A card of Google Chat.</summary>
internal static class GoogleChatForm
{
    public static JsonObject Write(Notice notice)
    {
        var facts = notice.Facts.Select(fact => new JsonObject
        {
            ["decoratedText"] = new JsonObject { ["topLabel"] = fact.Name, ["text"] = AlertForm.Escaped(fact.Value) },
        });
        var text = new JsonObject
        {
            ["textParagraph"] = new JsonObject
            {
                ["text"] = $"<font color=\"#{notice.Colour:x6}\">{AlertForm.Escaped(notice.Text)}</font>",
            },
        };
        return new JsonObject
        {
            ["cardsV2"] = new JsonArray(
                new JsonObject
                {
                    ["cardId"] = notice.News.Id,
                    ["card"] = new JsonObject
                    {
                        ["header"] = new JsonObject { ["title"] = notice.Title, ["subtitle"] = "serinus" },
                        ["sections"] = new JsonArray(
                            new JsonObject { ["widgets"] = AlertForm.Array([text, .. facts]) }
                        ),
                    },
                }
            ),
        };
    }
}
