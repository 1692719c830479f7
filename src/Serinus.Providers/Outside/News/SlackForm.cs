using System.Text.Json.Nodes;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.News;

/// <summary>A message with an attachment, as Slack takes it, and Rocket.Chat and Mattermost.</summary>
internal static class SlackForm
{
    public static JsonObject Write(AlertSpec alert, Notice notice)
    {
        var fields = notice.Facts.Select(fact => new JsonObject
        {
            ["title"] = fact.Name,
            ["value"] = AlertForm.Escaped(fact.Value),
            ["short"] = true,
        });
        var message = new JsonObject
        {
            ["username"] = alert.Username ?? "serinus",
            ["attachments"] = new JsonArray(
                new JsonObject
                {
                    ["fallback"] = AlertForm.Escaped($"{notice.Title}: {notice.Text}"),
                    ["color"] = $"#{notice.Colour:x6}",
                    ["title"] = AlertForm.Escaped(notice.Title),
                    ["text"] = AlertForm.Escaped(notice.Text),
                    ["mrkdwn_in"] = new JsonArray(),
                    ["fields"] = AlertForm.Array(fields),
                    ["ts"] = notice.News.At.ToUnixTimeSeconds(),
                }
            ),
        };
        if (alert.Channel is not null)
            message["channel"] = alert.Channel;
        return message;
    }
}
