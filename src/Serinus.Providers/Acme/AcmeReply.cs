using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serinus.Providers.Acme;

/// <summary>What an authority answered.</summary>
/// <param name="Text">The body.</param>
/// <param name="Location">URL of what was made.</param>
/// <param name="RetryAfter">How long it asks to wait.</param>
internal sealed record AcmeReply(string Text, string? Location, TimeSpan? RetryAfter)
{
    /// <summary>The body as an object.</summary>
    /// <exception cref="AcmeException">It is none.</exception>
    public JsonObject Json => AsObject(Text) ?? throw Strange("an answer that is no JSON object");

    public static JsonObject? AsObject(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static AcmeException Strange(string what) =>
        new(new AcmeTrouble($"the authority gave {what}", "check that acme.directory is an ACME directory (RFC 8555)"));
}
