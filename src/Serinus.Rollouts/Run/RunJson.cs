using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serinus.Rollouts.Plan;

namespace Serinus.Rollouts.Run;

/// <summary>
/// A state as text: how it is kept. What a newer version of the program has added is passed over, and what an older one did not know has
/// its default, so that a run goes on across updates of the program.
/// </summary>
public static class RunJson
{
    // Reflection sets what stands in the text and leaves the rest as the records have it; generated code would leave it null.
    private static readonly JsonSerializerOptions options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        // The text stands in databases and objects of a cluster, never in HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 32,
    };

    /// <summary>Writes a state.</summary>
    public static string Write(RunState state) => JsonSerializer.Serialize(state, options);

    /// <summary>Reads a state.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static RunState Read(string text)
    {
        var state = JsonSerializer.Deserialize<RunState>(text, options) ?? throw new JsonException("it is null");
        return state with { Metrics = state.Metrics.WithComparers(StringComparer.Ordinal) };
    }
}
