using System.Globalization;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A number with decimals.</summary>
/// <param name="type"><see cref="decimal"/> or <see cref="double"/>.</param>
/// <param name="minimum">The least that is taken; NaN for any.</param>
/// <param name="maximum">The largest that is taken; NaN for any.</param>
internal sealed class NumberShape(Type type, double minimum, double maximum) : Shape
{
    public override string Words => "a number";

    public override string Cure => $"write {Bounds.Words("a number", minimum, maximum)}";

    public override MapNode Schema(Func<string, string> sentenceOf)
    {
        var schema = NodeMaking.Map(("type", NodeMaking.Text("number")));
        Bounds.Put(schema, "minimum", minimum);
        Bounds.Put(schema, "maximum", maximum);
        return schema;
    }

    public override string Show(object value) => string.Create(CultureInfo.InvariantCulture, $"{value}");

    public override object? Read(JsonElement value, string field, ObjectProblems problems)
    {
        // Larger numbers than a decimal takes mean nothing here.
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number))
            return Wrong(value, field, problems);
        if (!Bounds.Hold((double)number, minimum, maximum))
        {
            problems.Error(field, $"{value} is out of bounds", Cure);
            return null;
        }

        return type == typeof(double) ? (object)(double)number : number;
    }
}
