using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Migrate;

/// <summary>Writes Ingresses of other controllers as Ingresses of <c>networking.k8s.io/v1</c> for Serinus.</summary>
public static class Migration
{
    /// <summary>The class that <c>deploy/manifests</c> brings along.</summary>
    private const string OwnClass = "serinus";

    /// <summary>Migrates files.</summary>
    /// <param name="paths">Files and directories; <c>-</c> is standard input.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="options">How.</param>
    public static MigrationResult OfFiles(IEnumerable<string> paths, TextReader input, MigrationOptions options)
    {
        var files = ManifestFiles.Read(paths, input);
        var broken = files.Broken.Select(file => new Problem
        {
            Object = new ObjectId(Kinds.Cluster, ""),
            Message = file.Breakage.Message,
            Cure = file.Breakage.Cure,
            Location = new Location(file.Path, file.Breakage.Line, file.Breakage.Column),
        });
        var result = Of(files.Documents, options);
        return result with { Problems = [.. broken, .. result.Problems] };
    }

    internal static MigrationResult Of(ImmutableArray<ManifestDocument> documents, MigrationOptions options)
    {
        var ingresses = ImmutableArray.CreateBuilder<MigratedObject>();
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var classes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var report = new MigrationReport(document);
            if (document.Kind == "Service")
                AnnotationMigration.OfService(document, report);
            if (IsIngress(document) && IngressMigration.Write(document, options, report) is var (yaml, className))
            {
                ingresses.Add(new MigratedObject(FileName(document, ingresses), yaml));
                if (className is not null)
                    classes.Add(className);
            }

            problems.AddRange(report.Problems);
        }

        return new MigrationResult(
            [.. Classes(classes, documents, options), .. ingresses],
            problems.ToImmutable(),
            PassedOver(documents)
        );
    }

    /// <summary>A class is served when an IngressClass gives it to our controller. Those that are there already, and that of nginx, stay as they are.</summary>
    private static IEnumerable<MigratedObject> Classes(
        IEnumerable<string> names,
        ImmutableArray<ManifestDocument> documents,
        MigrationOptions options
    ) =>
        from name in names
        where name != OwnClass && (options.Source == MigrationSource.Traefik || options.ClassName is not null)
        where !documents.Any(d => d.Kind == "IngressClass" && d.Tree.Text("metadata", "name") == name)
        select new MigratedObject(
            $"ingressclass-{name}.yaml",
            NodeYaml.ToYaml(
                NodeMaking.Map(
                    ("apiVersion", NodeMaking.Text("networking.k8s.io/v1")),
                    ("kind", NodeMaking.Text("IngressClass")),
                    ("metadata", NodeMaking.Map(("name", NodeMaking.Text(name)))),
                    ("spec", NodeMaking.Map(("controller", NodeMaking.Text(ClassSelection.Controller))))
                )
            )
        );

    private static ImmutableArray<string> PassedOver(ImmutableArray<ManifestDocument> documents) =>
        [
            .. from document in documents
            where !IsIngress(document)
            group document by document.Path into file
            let kinds = file.CountBy(document => document.Kind).Select(kind => $"{kind.Value} {kind.Key}")
            select $"{file.Key}: passed over: {string.Join(", ", kinds)}",
        ];

    private static bool IsIngress(ManifestDocument document) =>
        document.Kind == "Ingress"
        && (
            document.ApiVersion.StartsWith("networking.k8s.io/", StringComparison.Ordinal)
            || document.ApiVersion == "extensions/v1beta1"
        );

    // Namespace a with b-c and namespace a-b with c make the same name; a name in a file may be anything, and must not lead elsewhere.
    private static string FileName(ManifestDocument ingress, IReadOnlyList<MigratedObject> taken)
    {
        var words =
            $"ingress-{ingress.Tree.Text("metadata", "namespace") ?? "default"}-{ingress.Tree.Text("metadata", "name")}";
        var name = string.Concat(words.Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-'));
        var unique = $"{name}.yaml";
        for (var i = 2; taken.Any(made => made.FileName == unique); i++)
            unique = $"{name}-{i}.yaml";
        return unique;
    }
}
