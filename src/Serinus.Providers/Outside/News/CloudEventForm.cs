using System.Text.Json.Nodes;

namespace Serinus.Providers.Outside.News;

/// <summary>
/// A CloudEvent 1.0 in structured mode. Source and id together are the event's identity: whoever gets it twice knows that it is the same one.
/// </summary>
internal static class CloudEventForm
{
    public static JsonObject Write(Notice notice) =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = notice.News.Id,
            ["source"] = Source(notice),
            ["type"] = $"dev.serinus.rollout.{notice.News.Kind}",
            ["subject"] = notice.Spec.Name,
            ["time"] = JsonForm.Time(notice.News.At),
            ["datacontenttype"] = "application/json",
            ["data"] = JsonForm.Write(notice),
        };

    private static string Source(Notice notice)
    {
        var name = string.Join('/', notice.Spec.Name.Split('/').Select(Uri.EscapeDataString));
        return notice.Origin.Length > 0
            ? $"/serinus/{Uri.EscapeDataString(notice.Origin)}/rollouts/{name}"
            : $"/serinus/rollouts/{name}";
    }
}
