using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>An Ingress of the set, with its paths where they stand.</summary>
internal sealed class IngressEntry
{
    public const string ClassAnnotation = "kubernetes.io/ingress.class";

    public IngressEntry(SetObject found)
    {
        Object = found;
        Ingress = ObjectReader.Ingress(found.Document.Json, found.Document.ApiVersion);
        Paths = [.. AllPaths()];
    }

    public SetObject Object { get; }

    public IngressObject Ingress { get; }

    /// <summary>Every path of every rule.</summary>
    public ImmutableArray<PlacedPath> Paths { get; }

    /// <summary>The class it asks for; empty when it names none.</summary>
    public string ClassName => ClassSelection.ClassOf(Ingress);

    public Node? ClassPlace => Annotation(ClassAnnotation) ?? Object.Tree.At("spec", "ingressClassName");

    public Node? Annotation(string name) => Object.Tree.At("metadata", "annotations", name);

    /// <summary>Every backend with its place: those of the paths, and the default one.</summary>
    public IEnumerable<(IngressBackend Backend, Node? Place)> Backends()
    {
        var spec = Object.Tree.At("spec");
        if (Ingress.DefaultBackend is { } backend)
            yield return (backend, spec.At("defaultBackend") ?? spec.At("backend"));
        foreach (var path in Paths)
            yield return (path.Path.Backend, path.Node.At("backend"));
    }

    private IEnumerable<PlacedPath> AllPaths()
    {
        var rules = Object.Tree.Items("spec", "rules");
        for (var r = 0; r < Ingress.Rules.Length; r++)
        {
            var paths = rules[r].Items("http", "paths");
            for (var p = 0; p < Ingress.Rules[r].Paths.Length; p++)
                yield return new PlacedPath(r, Ingress.Rules[r].Host, Ingress.Rules[r].Paths[p], paths[p]);
        }
    }
}

/// <summary>A path, the rule it is in, and where it stands.</summary>
internal sealed record PlacedPath(int Rule, string Host, IngressPath Path, Node Node);
