using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Rollouts.Analysis.Expressions;

namespace Serinus.Providers.Outside.Metrics;

/// <summary>
/// JSON as values of expressions. Half of a surrogate pair, which JSON may have and text may not, is replaced; everything else of the
/// framework's document would throw for it.
/// </summary>
internal static class JsonResult
{
    private const string Replacement = "\uFFFD";
    private static readonly JsonDocumentOptions options = new() { MaxDepth = 32 };

    /// <summary>The value of a text; null when it is no JSON, or deeper than 32 levels.</summary>
    public static ExpressionValue? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, options);
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ExpressionValue Of(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.True => ExpressionValue.Of(true),
            JsonValueKind.False => ExpressionValue.Of(false),
            JsonValueKind.Number => ExpressionValue.Of(element.GetDouble()),
            JsonValueKind.String => new ExpressionValue.Text(WholePairs(element.GetString)),
            JsonValueKind.Array => new ExpressionValue.List([.. element.EnumerateArray().Select(Of)]),
            JsonValueKind.Object => Map(element),
            _ => ExpressionValue.None,
        };

    private static ExpressionValue.Map Map(JsonElement element)
    {
        var fields = ImmutableDictionary.CreateBuilder<string, ExpressionValue>();
        // Of two fields of one name the last counts, as for most readers.
        foreach (var field in element.EnumerateObject())
            fields[WholePairs(() => field.Name)] = Of(field.Value);
        return new ExpressionValue.Map(fields.ToImmutable());
    }

    private static string WholePairs(Func<string?> read)
    {
        try
        {
            return read() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Replacement;
        }
    }
}
