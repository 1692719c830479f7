using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>One field of a record of a custom resource.</summary>
internal sealed class FieldShape
{
    private readonly PropertyInfo property;

    public FieldShape(PropertyInfo property)
    {
        this.property = property;
        var more = property.GetCustomAttribute<FieldAttribute>() ?? new FieldAttribute();
        Name = more.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        IsRequired = property.GetCustomAttribute<RequiredMemberAttribute>() is not null;
        Shape = Shapes.Of(property.PropertyType, more, IsRequired);
    }

    /// <summary>Its key.</summary>
    public string Name { get; }

    public bool IsRequired { get; }

    public Shape Shape { get; }

    /// <summary>Whether it is that of a property.</summary>
    public bool Is(string name) => property.Name == name;

    /// <summary>Its schema, with a description.</summary>
    /// <param name="sentenceOf">Tells the sentence of a member by its name in documentation files.</param>
    /// <param name="defaults">A record with nothing but defaults.</param>
    public MapNode Schema(Func<string, string> sentenceOf, object defaults)
    {
        var value = IsRequired ? null : property.GetValue(defaults);
        var shown = value is null ? "" : Shape.Show(value);
        string[] description =
        [
            sentenceOf($"P:{property.DeclaringType!.FullName}.{property.Name}"),
            Shape.Remark(sentenceOf),
            shown.Length == 0 ? "" : $"Default: {shown}.",
        ];
        var schema = NodeMaking.Map(
            ("description", NodeMaking.Text(string.Join(' ', description.Where(part => part.Length > 0))))
        );
        foreach (var entry in Shape.Schema(sentenceOf).Entries)
            schema.Put(entry.Key, entry.Value);
        return schema;
    }

    /// <summary>Reads the value into a record nobody else has seen yet; what cannot be read leaves the default.</summary>
    public void Read(object record, JsonElement value, string field, ObjectProblems problems)
    {
        if (Shape.Read(value, field, problems) is { } read)
            property.SetValue(record, read);
    }
}
