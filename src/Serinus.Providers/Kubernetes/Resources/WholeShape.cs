using System.Globalization;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A whole number.</summary>
/// <param name="type"><see cref="int"/> or <see cref="long"/>.</param>
/// <param name="minimum">The least that is taken; NaN for any.</param>
/// <param name="maximum">The largest that is taken; NaN for any.</param>
internal sealed class WholeShape(Type type, double minimum, double maximum) : Shape
{
    public override string Words => "a whole number";

    public override string Cure => $"write {Bounds.Words("a whole number", minimum, maximum)}";

    public override MapNode Schema(Func<string, string> sentenceOf)
    {
        var schema = NodeMaking.Map(
            ("type", NodeMaking.Text("integer")),
            ("format", NodeMaking.Text(type == typeof(int) ? "int32" : "int64"))
        );
        Bounds.Put(schema, "minimum", minimum);
        Bounds.Put(schema, "maximum", maximum);
        return schema;
    }

    public override string Show(object value) => string.Create(CultureInfo.InvariantCulture, $"{value}");

    public override object? Read(JsonElement value, string field, ObjectProblems problems)
    {
        // A server may write 5 as 5.0.
        var isWhole =
            value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var number)
            && decimal.Truncate(number) == number
            && number is >= long.MinValue and <= long.MaxValue
            && (type == typeof(long) || number is >= int.MinValue and <= int.MaxValue);
        if (!isWhole)
            return Wrong(value, field, problems);
        var whole = (long)value.GetDecimal();
        if (!Bounds.Hold(whole, minimum, maximum))
        {
            problems.Error(field, $"{value} is out of bounds", Cure);
            return null;
        }

        return type == typeof(int) ? (object)(int)whole : whole;
    }
}
