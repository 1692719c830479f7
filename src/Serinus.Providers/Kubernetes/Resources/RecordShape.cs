using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A map that becomes a record. Keys the record does not have are left alone: an API server drops them before anybody sees them.</summary>
internal sealed class RecordShape : Shape
{
    private readonly Type type;
    private readonly ImmutableArray<FieldShape> fields;
    private readonly ImmutableArray<(FieldShape First, FieldShape Second)> apart;
    private readonly bool isOneOf;

    public RecordShape(Type type)
    {
        this.type = type;
        fields =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite)
                .Select(property => new FieldShape(property)),
        ];
        apart =
        [
            .. type.GetCustomAttributes<ApartAttribute>()
                .Select(pair => (fields.Single(f => f.Is(pair.First)), fields.Single(f => f.Is(pair.Second)))),
        ];
        isOneOf = type.GetCustomAttribute<OneOfAttribute>() is not null;
    }

    public override string Words => "a map";

    public override string Cure => $"write a map of {string.Join(", ", fields.Select(shape => shape.Name))}";

    public override MapNode Schema(Func<string, string> sentenceOf)
    {
        var defaults = Activator.CreateInstance(type, nonPublic: true)!;
        var properties = NodeMaking.Map();
        foreach (var field in fields)
            properties.Put(field.Name, field.Schema(sentenceOf, defaults));
        var schema = NodeMaking.Map(("type", NodeMaking.Text("object")), ("properties", properties));
        var required = fields.Where(shape => shape.IsRequired).Select(shape => NodeMaking.Text(shape.Name)).ToArray();
        if (required.Length > 0)
            schema.Put("required", NodeMaking.List(required));
        if (isOneOf)
        {
            schema.Put("minProperties", NodeMaking.Number(1));
            schema.Put("maxProperties", NodeMaking.Number(1));
        }

        // Not by x-kubernetes-validations: kubectl and API servers before 1.25 refuse or forget them.
        if (!apart.IsEmpty)
            schema.Put("allOf", NodeMaking.List(apart.Select(pair => NotBoth(pair.First.Name, pair.Second.Name))));
        return schema;
    }

    public override object? Read(JsonElement value, string field, ObjectProblems problems)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong(value, field, problems);
        var record = Activator.CreateInstance(type, nonPublic: true)!;
        var given = new List<FieldShape>();
        foreach (var shape in fields)
        {
            var path = field.Length == 0 ? shape.Name : $"{field}.{shape.Name}";
            if (value.TryGetProperty(shape.Name, out var inside) && inside.ValueKind != JsonValueKind.Null)
            {
                given.Add(shape);
                shape.Read(record, inside, path, problems);
            }
            else if (shape.IsRequired)
                problems.Error(path, "it is missing", $"add {shape.Name}, {shape.Shape.Words}");
        }

        if (isOneOf && given.Count != 1)
            problems.Error(
                field,
                given.Count == 0
                    ? "it says nothing"
                    : $"{string.Join(" and ", given.Select(shape => shape.Name))} are given together",
                $"give one of {string.Join(", ", fields.Select(shape => shape.Name))}"
            );
        foreach (var (first, second) in apart)
        {
            if (given.Contains(first) && given.Contains(second))
                problems.Error(field, $"{first.Name} and {second.Name} are given together", "keep one of the two");
        }

        return record;
    }

    private static MapNode NotBoth(string first, string second) =>
        NodeMaking.Map(
            ("not", NodeMaking.Map(("required", NodeMaking.List([NodeMaking.Text(first), NodeMaking.Text(second)]))))
        );
}
