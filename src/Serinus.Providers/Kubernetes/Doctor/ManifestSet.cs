using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Manifests;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>The objects that are examined together.</summary>
internal sealed class ManifestSet
{
    private readonly ILookup<string, SetObject> byKind;

    public ManifestSet(ImmutableArray<ManifestDocument> documents, bool isCluster)
    {
        IsCluster = isCluster;
        Objects = [.. documents.Select(document => new SetObject(document))];
        byKind = Objects.ToLookup(found => found.Kind, StringComparer.Ordinal);
        Workloads = [.. Objects.Select(Workload.Of).OfType<Workload>()];
        Edges = [.. Workloads.Select(workload => Edge.Of(workload, this)).OfType<Edge>()];
    }

    /// <summary>Whether this is all there is: what is not in a set of files may be elsewhere, what is not in a cluster is missing.</summary>
    public bool IsCluster { get; }

    public ImmutableArray<SetObject> Objects { get; }

    public ImmutableArray<Workload> Workloads { get; }

    /// <summary>Workloads that are an edge: Serinus, or the Traefik it replaces.</summary>
    public ImmutableArray<Edge> Edges { get; }

    public IEnumerable<SetObject> OfKind(string kind) => byKind[kind];

    public SetObject? Find(string kind, string space, string name) =>
        byKind[kind].FirstOrDefault(found => found.Namespace == space && found.Name == name);

    /// <summary>Other namespaces that have an object of this kind and name, as a message lists them; empty when none has.</summary>
    public string Elsewhere(string kind, string name) =>
        string.Join(", ", byKind[kind].Where(found => found.Name == name).Select(found => found.Namespace).Distinct());
}
