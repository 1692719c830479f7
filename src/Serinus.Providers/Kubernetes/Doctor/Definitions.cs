using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>The definitions of our own kinds of objects, beside those this program knows.</summary>
internal static class Definitions
{
    public const string Kind = "CustomResourceDefinition";
    private const string Cure = "kubectl apply -k deploy/manifests/crds, of the version of the edge";

    public static IEnumerable<Finding> Check(ManifestSet set) =>
        CustomResources.All.SelectMany(resource =>
            set.Find(Kind, "", resource.Name) is { } found ? Stale(found, resource) : Missing(resource, set)
        );

    private static IEnumerable<Finding> Missing(CustomResource resource, ManifestSet set)
    {
        // Files are applied in parts; where one definition is among them, the others are expected there too.
        var isWhole = set.IsCluster || CustomResources.All.Any(other => set.Find(Kind, "", other.Name) is not null);
        if (!isWhole)
            yield break;
        var isVital = resource == CustomResources.Canary || resource == CustomResources.CanaryRun;
        foreach (var settings in RolloutSettings.Of(set.Edges))
        {
            yield return settings.Make(
                isVital ? FindingSeverity.Error : FindingSeverity.Warning,
                $"kubernetes.rollouts is on, and there is no CustomResourceDefinition {resource.Name}",
                isVital ? "no rollout is led" : $"objects of kind {resource.Kind} cannot be made",
                Cure
            );
        }
    }

    private static IEnumerable<Finding> Stale(SetObject found, CustomResource resource)
    {
        var version = found
            .Tree.Items("spec", "versions")
            .FirstOrDefault(v => v.Text("name") == CustomResource.Version);
        var wanted = resource.Definition(_ => "").Items("spec", "versions")[0];
        string[] unknown = [.. Unknown(Schema(wanted), Schema(version), "")];
        if (unknown.Length == 0)
            yield break;
        var more = unknown.Length > 3 ? $" and {unknown.Length - 3} more" : "";
        yield return found.Warning(
            version,
            $"it does not know {string.Join(", ", unknown.Take(3))}{more}",
            "it is of another version than this program: the API server drops these fields from objects without a word",
            Cure
        );
    }

    private static Node? Schema(Node? version) => version.At("schema", "openAPIV3Schema");

    /// <summary>Paths of fields that one schema has and another has not, topmost ones only.</summary>
    private static IEnumerable<string> Unknown(Node? wanted, Node? known, string path)
    {
        if (known.Flag("x-kubernetes-preserve-unknown-fields") == true)
            yield break;
        foreach (var entry in wanted.Entries("properties"))
        {
            var at = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            if (known.At("properties", entry.Key) is not { } inner)
            {
                yield return at;
                continue;
            }

            foreach (var unknown in Unknown(entry.Value, inner, at))
                yield return unknown;
        }

        foreach (var key in new[] { "items", "additionalProperties" })
        {
            if (wanted.At(key) is not MapNode item)
                continue;
            foreach (var unknown in Unknown(item, known.At(key), path + (key == "items" ? "[]" : ".*")))
                yield return unknown;
        }
    }
}
