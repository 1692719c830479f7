using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.News;

/// <summary>News in the form a service takes.</summary>
internal static class AlertForm
{
    private static readonly JsonSerializerOptions options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The body of the request.</summary>
    public static string Body(AlertSpec alert, Notice notice) =>
        (
            alert.Kind switch
            {
                AlertKind.Slack => SlackForm.Write(alert, notice),
                AlertKind.Teams => TeamsForm.Write(notice),
                AlertKind.Discord => DiscordForm.Write(alert, notice),
                AlertKind.GoogleChat => GoogleChatForm.Write(notice),
                AlertKind.CloudEvent => CloudEventForm.Write(notice),
                _ => JsonForm.Write(notice),
            }
        ).ToJsonString(options);

    /// <summary>Type of the body.</summary>
    public static string BodyType(AlertSpec alert) =>
        alert.Kind == AlertKind.CloudEvent
            ? "application/cloudevents+json; charset=utf-8"
            : "application/json; charset=utf-8";

    /// <summary>Where it is sent. Flagger's users write Discord's address with <c>/slack</c>, which takes another form.</summary>
    public static string Address(AlertSpec alert) =>
        alert.Kind == AlertKind.Discord && alert.Address.EndsWith("/slack", StringComparison.Ordinal)
            ? alert.Address[..^"/slack".Length]
            : alert.Address;

    /// <summary>Whether people read it, and not machines.</summary>
    public static bool IsForPeople(AlertKind kind) => kind is not (AlertKind.Json or AlertKind.CloudEvent);

    /// <summary>Text for services that read <c>&lt; &gt; &amp;</c> as markup: what a hook answered must not call a whole channel.</summary>
    internal static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    internal static JsonArray Array(IEnumerable<JsonNode> items) => new([.. items]);
}
