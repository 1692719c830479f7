using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;
using Serinus.Routing.Compile;

namespace Serinus.Providers.Files.Forms;

/// <summary>One of the words of an enumeration, in camel case unless another spelling is usual.</summary>
/// <param name="spelling">Makes the word of a member's name; camel case unless given.</param>
internal sealed class WordForm<T>(JsonNamingPolicy? spelling = null) : ScalarForm<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, T> words = Enum.GetValues<T>()
        .ToDictionary(value => Word(spelling, value), StringComparer.Ordinal);

    public override string Words => $"one of {string.Join(", ", words.Keys)}";

    public override string Cure => "write one of these words";

    public override string Reference => string.Join(", ", words.Keys.Select(w => $"`{w}`"));

    public override IEnumerable<(string Word, string Documentation)> Choices =>
        words.Select(w => (w.Key, $"F:{typeof(T).FullName}.{w.Value}"));

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["enum"] = new JsonArray([.. words.Keys.Select(w => (JsonNode)w)]) };

    public override string Show(object value) => Word(spelling, (T)value);

    protected override bool TryRead(ScalarNode scalar, out T value) => words.TryGetValue(scalar.Text, out value);

    protected override (string Message, string Cure)? Explain(ScalarNode scalar) =>
        NearestName.Find(scalar.Text, words.Keys) is { } near
            ? ($"{scalar.Words} is not {Words}", $"did you mean {near}?")
            : null;

    private static string Word(JsonNamingPolicy? spelling, T value) =>
        (spelling ?? JsonNamingPolicy.CamelCase).ConvertName(value.ToString());
}
