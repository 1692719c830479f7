using System.Text;
using System.Text.RegularExpressions;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Migrate;

/// <summary>Writes one Ingress anew.</summary>
internal static partial class IngressMigration
{
    /// <summary>What the API server or kubectl adds, and what means nothing in a file.</summary>
    private static readonly string[] notKept =
    [
        "annotations",
        "creationTimestamp",
        "generation",
        "managedFields",
        "resourceVersion",
        "selfLink",
        "uid",
    ];

    /// <summary>The Ingress as text, and its class; null when nothing of it is left.</summary>
    public static (string Yaml, string? ClassName)? Write(
        ManifestDocument ingress,
        MigrationOptions options,
        MigrationReport report
    )
    {
        var annotations = AnnotationMigration.Of(ingress, report);
        var className = ClassName(ingress, options, report);
        if (options.Source == MigrationSource.Nginx && ingress.Tree.Items("spec", "tls").Count > 0)
            KeepRedirect(ingress, annotations);
        if (Spec(ingress, className, options, annotations, report) is not { } spec)
        {
            report.Missing(
                ingress.Tree,
                "spec",
                "nothing is left of it, and it is left out",
                "see what is said of its rules"
            );
            return null;
        }

        var map = NodeMaking.Map(
            ("apiVersion", NodeMaking.Text("networking.k8s.io/v1")),
            ("kind", NodeMaking.Text("Ingress")),
            ("metadata", Metadata(ingress, annotations)),
            ("spec", spec)
        );
        return (Comment(annotations) + NodeYaml.ToYaml(map), className);
    }

    /// <summary>What goes without saying in class nginx has to be said in another: hosts with a certificate are redirected to https.</summary>
    private static void KeepRedirect(ManifestDocument ingress, AnnotationMigration annotations)
    {
        const string Redirect = $"{AnnotationPrefixTexts.Nginx}ssl-redirect";
        const string Canary = $"{AnnotationPrefixTexts.Nginx}{NginxAnnotations.Canary}";
        if (annotations.Kept.Find(Redirect) is null && ingress.Tree.At("metadata", "annotations").Entry(Canary) is null)
            annotations.Kept.Put(Redirect, NodeMaking.Text("true"));
    }

    private static MapNode Metadata(ManifestDocument ingress, AnnotationMigration annotations)
    {
        var metadata = NodeMaking.Map();
        foreach (var entry in ingress.Tree.Entries("metadata").Where(entry => !notKept.Contains(entry.Key)))
            metadata.Put(entry.Key, entry.Value);
        if (annotations.Kept.Entries.Count > 0)
            metadata.Put("annotations", annotations.Kept);
        return metadata;
    }

    private static MapNode? Spec(
        ManifestDocument ingress,
        string? className,
        MigrationOptions options,
        AnnotationMigration annotations,
        MigrationReport report
    )
    {
        var old = ingress.Tree.At("spec");
        var isCompat = options.IsCompat || annotations.Kept.Find(AnnotationMigration.CompatName) is not null;
        var writer = new RuleMigration(
            options with
            {
                IsCompat = isCompat,
            },
            AnnotationMigration.RuleOf(ingress.Tree),
            report
        );
        Node[] rules = [.. old.Items("rules").Select(writer.Rule).OfType<Node>()];
        var fallback = old.At("defaultBackend") ?? old.At("backend");
        var backend = fallback is null ? null : writer.Backend(fallback, "defaultBackend");
        if (rules.Length == 0 && backend is null)
            return null;
        var hasTexts = rules
            .SelectMany(rule => rule.Items("http", "paths"))
            .Any(path => path.Text("pathType") is "ImplementationSpecific");
        if (hasTexts && annotations.Kept.Find(AnnotationMigration.CompatName) is null)
            annotations.Kept.Put(AnnotationMigration.CompatName, NodeMaking.Text(OwnAnnotations.CompatTraefik));
        return NodeMaking.Map(
            ("ingressClassName", className is null ? null : NodeMaking.Text(className)),
            ("defaultBackend", backend),
            ("tls", old.Items("tls").Count > 0 ? old.At("tls") : null),
            ("rules", rules.Length > 0 ? NodeMaking.List(rules) : null)
        );
    }

    private static string? ClassName(ManifestDocument ingress, MigrationOptions options, MigrationReport report)
    {
        var annotation = ingress.Tree.At("metadata", "annotations", OwnAnnotations.Class);
        var name =
            options.ClassName
            ?? (annotation as ScalarNode is { Text.Length: > 0 } given ? given.Text : null)
            ?? ingress.Tree.Text("spec", "ingressClassName");
        if (string.IsNullOrEmpty(name))
            return null;
        if (ClassPattern().IsMatch(name))
            return name;
        report.Missing(
            annotation ?? ingress.Tree,
            $"annotation {OwnAnnotations.Class}",
            $"{ScalarNode.Shown(name, quoted: true)} can be the name of no IngressClass, and is left out",
            "give the class another name by --class"
        );
        return null;
    }

    // What has no effect any more is not lost: it stands above the object, where who reads it wonders what became of it.
    private static string Comment(AnnotationMigration annotations)
    {
        var comment = new StringBuilder();
        foreach (var annotation in annotations.LeftOut)
        {
            comment.Append("# left out: ").Append(annotation.Key).Append(':');
            var lines = ((annotation.Value as ScalarNode)?.Text ?? "").TrimEnd('\n').Split('\n');
            foreach (var line in lines)
                comment
                    .Append(lines.Length > 1 ? "\n#   " : " ")
                    .Append(string.Concat(line.Where(c => !char.IsControl(c))));
            comment.Append('\n');
        }

        return comment.ToString();
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex ClassPattern();
}
