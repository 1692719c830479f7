using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A map with free keys.</summary>
internal sealed class MapShape : Shape
{
    private readonly Shape item;
    private readonly Func<Hashtable, object> make;

    private MapShape(Shape item, Func<Hashtable, object> make) => (this.item, this.make) = (item, make);

    public override string Words => "a map";

    public override string Cure => $"write a map whose values are each {item.Words}";

    /// <summary>A map of values of a type.</summary>
    public static MapShape Of(Type type)
    {
        var maker = typeof(MapShape).GetMethod(nameof(Maker), BindingFlags.NonPublic | BindingFlags.Static)!;
        var make = (Func<Hashtable, object>)maker.MakeGenericMethod(type).Invoke(null, null)!;
        return new MapShape(Shapes.Of(type, new FieldAttribute(), isRequired: false), make);
    }

    public override MapNode Schema(Func<string, string> sentenceOf) =>
        NodeMaking.Map(("type", NodeMaking.Text("object")), ("additionalProperties", item.Schema(sentenceOf)));

    public override object? Read(JsonElement value, string field, ObjectProblems problems)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong(value, field, problems);
        var items = new Hashtable(StringComparer.Ordinal);
        foreach (var entry in value.EnumerateObject())
        {
            if (item.Read(entry.Value, $"{field}.{entry.Name}", problems) is { } read)
                items[entry.Name] = read;
        }

        return make(items);
    }

    private static Func<Hashtable, object> Maker<T>() =>
        items =>
            items.Cast<DictionaryEntry>().ToImmutableDictionary(entry => (string)entry.Key, entry => (T)entry.Value!);
}
