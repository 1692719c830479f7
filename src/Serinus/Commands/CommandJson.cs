using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serinus.Routing.Explain;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Commands;

/// <summary>JSON of the commands' answers.</summary>
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(DoctorAnswer))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(Explanation))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCaseWord<ChoiceReason>), typeof(CamelCaseWord<Mismatch>)],
    WriteIndented = true
)]
internal sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>Quotes and signs as they are: this JSON is for terminals and pipes, never inside HTML.</summary>
    public static CommandJson Readable =>
        field ??= new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
}
