using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>One of a few words: the values of an enumeration.</summary>
internal sealed class WordShape : Shape
{
    private readonly Type type;
    private readonly ImmutableArray<(string Word, object Value)> words;

    /// <param name="type">The enumeration.</param>
    /// <param name="isName">Whether the names of its values are the words.</param>
    public WordShape(Type type, bool isName)
    {
        this.type = type;
        words = [.. Enum.GetNames(type).Select(name => (isName ? name : WordOf(type, name), Enum.Parse(type, name)))];
    }

    public override string Words => $"one of {string.Join(", ", words.Select(word => word.Word))}";

    public override string Cure => $"write {Words}";

    /// <summary>How a value is written.</summary>
    public static string WordOf(Enum value) => WordOf(value.GetType(), value.ToString());

    public override MapNode Schema(Func<string, string> sentenceOf) =>
        NodeMaking.Map(
            ("type", NodeMaking.Text("string")),
            ("enum", NodeMaking.List(words.Select(word => NodeMaking.Text(word.Word))))
        );

    public override string Remark(Func<string, string> sentenceOf) =>
        // Days of the week speak for themselves.
        type.Assembly == typeof(DayOfWeek).Assembly
            ? ""
            : string.Join(
                ' ',
                words.Select(word =>
                    $"`{word.Word}`: {sentenceOf($"F:{type.FullName!.Replace('+', '.')}.{word.Value}")}"
                )
            );

    public override string Show(object value) => words.First(word => word.Value.Equals(value)).Word;

    public override object? Read(JsonElement value, string field, ObjectProblems problems)
    {
        if (value.ValueKind != JsonValueKind.String)
            return Wrong(value, field, problems);
        var text = value.GetString()!;
        foreach (var (word, meant) in words)
        {
            if (word == text)
                return meant;
        }

        return Wrong(value, field, problems);
    }

    private static string WordOf(Type type, string name) =>
        type.GetField(name)!.GetCustomAttribute<WordAttribute>()?.Word
        ?? JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
