using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Migrate;

/// <summary>Collects what is said of one object while it is migrated.</summary>
internal sealed class MigrationReport(ManifestDocument document)
{
    private readonly ImmutableArray<Problem>.Builder problems = ImmutableArray.CreateBuilder<Problem>();

    public ImmutableArray<Problem> Problems => problems.ToImmutable();

    /// <summary>Something has no equivalent and is left out.</summary>
    public void Missing(Node at, string field, string message, string cure) =>
        Add(Severity.Error, at, field, message, cure);

    /// <summary>Something is there, and not quite as it was.</summary>
    public void Different(Node at, string field, string message, string cure) =>
        Add(Severity.Warning, at, field, message, cure);

    private void Add(Severity severity, Node at, string field, string message, string cure)
    {
        var (space, name) = (document.Tree.Text("metadata", "namespace"), document.Tree.Text("metadata", "name"));
        problems.Add(
            new Problem
            {
                Severity = severity,
                Object = new ObjectId(
                    document.Kind == "Service" ? Kinds.Service : Kinds.Ingress,
                    space is null ? name ?? "" : $"{space}/{name}"
                ),
                Field = field,
                Message = message,
                Cure = cure,
                Location = new Location(document.Path, at.Line, at.Column),
            }
        );
    }
}
