using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A kind of objects of our own group, defined by the records its objects become.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Plural">As paths and roles name it.</param>
/// <param name="ShortNames">What kubectl takes for it too.</param>
/// <param name="Spec">The record of <c>spec</c>.</param>
/// <param name="Status">The record of <c>status</c>; null when there is none.</param>
/// <param name="IsStatusApart">Whether the status is written apart from the rest, by its own right.</param>
/// <param name="Columns">Columns of <c>kubectl get</c>, between name and age.</param>
internal sealed record CustomResource(
    string Kind,
    string Plural,
    ImmutableArray<string> ShortNames,
    Type Spec,
    Type? Status,
    bool IsStatusApart,
    ImmutableArray<PrinterColumn> Columns
)
{
    public const string Group = "serinus.dev";
    public const string Version = "v1";
    public const string ApiVersion = $"{Group}/{Version}";

    /// <summary>Where its objects are.</summary>
    public ResourceType Type { get; } = new(Group, Version, Plural);

    /// <summary>Whether <c>kubectl get all</c> shows its objects.</summary>
    public bool IsInAll { get; init; }

    /// <summary>Name of the definition.</summary>
    public string Name => $"{Plural}.{Group}";

    /// <summary>The CustomResourceDefinition (apiextensions.k8s.io/v1).</summary>
    /// <param name="sentenceOf">Tells the sentence of a member by its name in documentation files.</param>
    public MapNode Definition(Func<string, string> sentenceOf) =>
        NodeMaking.Map(
            ("apiVersion", NodeMaking.Text("apiextensions.k8s.io/v1")),
            ("kind", NodeMaking.Text("CustomResourceDefinition")),
            ("metadata", NodeMaking.Map(("name", NodeMaking.Text(Name)))),
            (
                "spec",
                NodeMaking.Map(
                    ("group", NodeMaking.Text(Group)),
                    ("scope", NodeMaking.Text("Namespaced")),
                    (
                        "names",
                        NodeMaking.Map(
                            ("kind", NodeMaking.Text(Kind)),
                            ("listKind", NodeMaking.Text($"{Kind}List")),
                            ("plural", NodeMaking.Text(Plural)),
                            ("singular", NodeMaking.Text(Kind.ToLowerInvariant())),
                            ("shortNames", ShortNames.IsEmpty ? null : Texts(ShortNames)),
                            ("categories", IsInAll ? Texts(["all"]) : null)
                        )
                    ),
                    ("versions", NodeMaking.List([VersionOf(sentenceOf)]))
                )
            )
        );

    private MapNode VersionOf(Func<string, string> sentenceOf) =>
        NodeMaking.Map(
            ("name", NodeMaking.Text(Version)),
            ("served", Flag(true)),
            ("storage", Flag(true)),
            ("subresources", IsStatusApart ? NodeMaking.Map(("status", NodeMaking.Map())) : null),
            (
                "additionalPrinterColumns",
                NodeMaking.List(
                    Columns.Append(new PrinterColumn("Age", ".metadata.creationTimestamp", "date")).Select(Column)
                )
            ),
            ("schema", NodeMaking.Map(("openAPIV3Schema", Schema(sentenceOf))))
        );

    private MapNode Schema(Func<string, string> sentenceOf)
    {
        var properties = NodeMaking.Map(
            ("apiVersion", NodeMaking.Map(("type", NodeMaking.Text("string")))),
            ("kind", NodeMaking.Map(("type", NodeMaking.Text("string")))),
            ("metadata", NodeMaking.Map(("type", NodeMaking.Text("object")))),
            ("spec", Part(Spec, sentenceOf))
        );
        if (Status is not null)
            properties.Put("status", Part(Status, sentenceOf));
        return NodeMaking.Map(
            ("type", NodeMaking.Text("object")),
            ("required", Texts(["spec"])),
            ("properties", properties)
        );
    }

    private static MapNode Part(Type record, Func<string, string> sentenceOf)
    {
        var part = NodeMaking.Map(("description", NodeMaking.Text(sentenceOf($"T:{record.FullName}"))));
        foreach (var entry in Shapes.Of(record).Schema(sentenceOf).Entries)
            part.Put(entry.Key, entry.Value);
        return part;
    }

    private static MapNode Column(PrinterColumn column) =>
        NodeMaking.Map(
            ("name", NodeMaking.Text(column.Name)),
            ("type", NodeMaking.Text(column.Type)),
            ("jsonPath", NodeMaking.Text(column.Path)),
            ("priority", column.IsWide ? NodeMaking.Number(1) : null)
        );

    private static ScalarNode Flag(bool flag) => new(0, 0, ScalarKind.Boolean, flag ? "true" : "false");

    private static ListNode Texts(IEnumerable<string> texts) => NodeMaking.List(texts.Select(NodeMaking.Text));
}
