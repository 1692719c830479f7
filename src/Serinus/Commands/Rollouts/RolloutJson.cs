using System.Text.Encodings.Web;
using System.Text.Json;

namespace Serinus.Commands.Rollouts;

/// <summary>Answers as JSON for terminals and pipes: as the API gives them.</summary>
internal static class RolloutJson
{
    private static readonly JsonSerializerOptions readable = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T answer) => JsonSerializer.Serialize(answer, readable);
}
