using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serinus.Hosting;

/// <summary>A line of the program's log in JSON.</summary>
internal sealed record LogEvent(DateTime Time, string Level, string Message, string? Exception);

[JsonSerializable(typeof(LogEvent))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
internal sealed partial class LogEventJson : JsonSerializerContext
{
    /// <summary>Quotes as they are: this JSON is for log collectors, never inside HTML.</summary>
    public static LogEventJson Readable =>
        field ??= new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
}
