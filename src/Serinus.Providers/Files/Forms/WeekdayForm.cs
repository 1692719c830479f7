using System.Text.Json.Nodes;
using Serinus.Providers.Tree;
using Serinus.Routing.Compile;

namespace Serinus.Providers.Files.Forms;

/// <summary>A day of the week, by its name or the first three letters of it.</summary>
internal sealed class WeekdayForm : ScalarForm<DayOfWeek>
{
    private static readonly Dictionary<string, DayOfWeek> words = Enum.GetValues<DayOfWeek>()
        .SelectMany(day => new[] { (Word(day), day), (Word(day)[..3], day) })
        .ToDictionary(pair => pair.Item1, pair => pair.day, StringComparer.Ordinal);

    public override string Words => "a day of the week";

    public override string Cure => "write mon, tue, wed, thu, fri, sat or sun, or the whole name";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["enum"] = new JsonArray([.. words.Keys.Select(word => (JsonNode)word)]) };

    public override string Show(object value) => Word((DayOfWeek)value);

    protected override bool TryRead(ScalarNode scalar, out DayOfWeek value) =>
        words.TryGetValue(scalar.Text.ToLowerInvariant(), out value);

    protected override (string Message, string Cure)? Explain(ScalarNode scalar) =>
        NearestName.Find(scalar.Text, words.Keys) is { } near
            ? ($"{scalar.Words} is not {Words}", $"did you mean {near}?")
            : null;

    private static string Word(DayOfWeek day) => day.ToString().ToLowerInvariant();
}
