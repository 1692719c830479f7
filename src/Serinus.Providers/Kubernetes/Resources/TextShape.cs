using System.Text.Json;
using System.Text.RegularExpressions;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A text.</summary>
/// <param name="pattern">Pattern that it must match as a whole; any when null.</param>
/// <param name="example">What is to be written, as the end of "write …", or null.</param>
/// <param name="isNeeded">Whether it may not be empty.</param>
internal sealed class TextShape(string? pattern, string? example, bool isNeeded) : Shape
{
    private readonly Regex? regex = pattern is null
        ? null
        : new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public override string Words => "a text";

    public override string Cure => example is null ? "write a text" : $"write {example}";

    public override MapNode Schema(Func<string, string> sentenceOf) =>
        NodeMaking.Map(
            ("type", NodeMaking.Text("string")),
            ("minLength", isNeeded ? NodeMaking.Number(1) : null),
            ("pattern", pattern is null ? null : NodeMaking.Text($"^({pattern})$"))
        );

    public override string Show(object value) => (string)value;

    public override object? Read(JsonElement value, string field, ObjectProblems problems)
    {
        if (value.ValueKind != JsonValueKind.String)
            return Wrong(value, field, problems);
        var text = SharedTexts.Of(value);
        if (isNeeded && text.Length == 0)
        {
            problems.Error(field, "it is empty", Cure);
            return null;
        }

        if (regex is null || regex.IsMatch(text))
            return text;
        problems.Error(field, $"{Shown(value)} cannot stand here", Cure);
        return null;
    }
}
