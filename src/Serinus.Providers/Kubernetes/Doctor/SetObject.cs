using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>An object of the set, by the namespace it would be created in.</summary>
internal sealed class SetObject
{
    private static readonly string[] clusterKinds =
    [
        "Namespace",
        "ClusterRole",
        "ClusterRoleBinding",
        "IngressClass",
        "PersistentVolume",
        "StorageClass",
        "PriorityClass",
        "CustomResourceDefinition",
        "PodSecurityPolicy",
    ];

    public SetObject(ManifestDocument document)
    {
        Document = document;
        Name = Tree.Text("metadata", "name") ?? "";
        // kubectl creates what names no namespace in the current one, which is "default" until somebody changes it.
        Namespace = clusterKinds.Contains(document.Kind) ? "" : Tree.Text("metadata", "namespace") ?? "default";
    }

    public ManifestDocument Document { get; }

    public MapNode Tree => Document.Tree;

    public string Kind => Document.Kind;

    public string Namespace { get; }

    public string Name { get; }

    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";

    public Finding Error(Node? at, string what, string meaning, string cure) =>
        Make(FindingSeverity.Error, at, what, meaning, cure);

    public Finding Warning(Node? at, string what, string meaning, string cure) =>
        Make(FindingSeverity.Warning, at, what, meaning, cure);

    public Finding Note(Node? at, string what, string meaning, string cure) =>
        Make(FindingSeverity.Note, at, what, meaning, cure);

    /// <summary>A finding at a value of this object, or at the object as a whole. Objects of a cluster have no place.</summary>
    public Finding Make(FindingSeverity severity, Node? at, string what, string meaning, string cure) =>
        new()
        {
            Severity = severity,
            Object = ToString(),
            Location = Place(at ?? Tree),
            What = what,
            Meaning = meaning,
            Cure = cure,
        };

    private Location? Place(Node at) =>
        Document.Path.Length == 0 ? null : new Location(Document.Path, at.Line, at.Column);
}
