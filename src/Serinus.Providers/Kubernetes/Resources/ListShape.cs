using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A list.</summary>
internal sealed class ListShape : Shape
{
    private const int ItemsMax = 1000;

    private readonly Shape item;
    private readonly Func<ArrayList, object> make;
    private readonly double minimum;
    private readonly int maximum;

    private ListShape(Shape item, Func<ArrayList, object> make, FieldAttribute more)
    {
        (this.item, this.make, minimum) = (item, make, more.Minimum);
        maximum = double.IsNaN(more.Maximum) ? ItemsMax : (int)more.Maximum;
    }

    public override string Words => "a list";

    public override string Cure => $"write {Bounds.Words("a list", minimum, maximum)} items";

    /// <summary>A list of values of a type.</summary>
    public static ListShape Of(Type type, FieldAttribute more)
    {
        // Bounds and patterns of a list's attribute are the list's own, but for the pattern of its texts.
        var shape = Shapes.Of(
            type,
            new FieldAttribute { Pattern = more.Pattern, Cure = more.Cure },
            isRequired: type == typeof(string)
        );
        var maker = typeof(ListShape).GetMethod(nameof(Maker), BindingFlags.NonPublic | BindingFlags.Static)!;
        var make = (Func<ArrayList, object>)maker.MakeGenericMethod(type).Invoke(null, null)!;
        return new ListShape(shape, make, more);
    }

    public override MapNode Schema(Func<string, string> sentenceOf)
    {
        var schema = NodeMaking.Map(("type", NodeMaking.Text("array")), ("items", item.Schema(sentenceOf)));
        Bounds.Put(schema, "minItems", minimum);
        Bounds.Put(schema, "maxItems", maximum);
        return schema;
    }

    public override string Remark(Func<string, string> sentenceOf) => item.Remark(sentenceOf);

    public override object? Read(JsonElement value, string field, ObjectProblems problems)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return Wrong(value, field, problems);
        if (!Bounds.Hold(value.GetArrayLength(), minimum, maximum))
        {
            problems.Error(field, $"it has {value.GetArrayLength()} items", Cure);
            return null;
        }

        var items = new ArrayList();
        var index = 0;
        foreach (var inside in value.EnumerateArray())
        {
            if (item.Read(inside, $"{field}[{index++}]", problems) is { } read)
                items.Add(read);
        }

        return make(items);
    }

    private static Func<ArrayList, object> Maker<T>() => items => items.Cast<T>().ToImmutableArray();
}
