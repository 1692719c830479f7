using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>A file that a ConfigMap volume puts into the container of an edge.</summary>
/// <param name="Folder">Folder it is mounted at, without a slash at the end.</param>
/// <param name="Path">Whole path inside the container.</param>
/// <param name="Holder">The ConfigMap; null when it is not in the set.</param>
/// <param name="Text">The text of the file; null when the ConfigMap is not in the set, or has no such key.</param>
internal sealed record MountedFile(string Folder, string Path, SetObject? Holder, ScalarNode? Text)
{
    public static IEnumerable<MountedFile> Of(Edge edge, ManifestSet set)
    {
        foreach (var mount in edge.Container.Items("volumeMounts"))
        {
            var volume = edge
                .Workload.Spec.Items("volumes")
                .FirstOrDefault(volume => volume.Text("name") == mount.Text("name"));
            if (volume.At("configMap") is not { } source || mount.Text("mountPath") is not { } mountPath)
                continue;
            var name = source.Text("name") ?? "";
            // A ConfigMap of another namespace is a finding of its own; what stands in it is examined all the same.
            var holder =
                set.Find("ConfigMap", edge.Object.Namespace, name)
                ?? set.OfKind("ConfigMap").FirstOrDefault(found => found.Name == name);
            foreach (var (key, file) in Files(source, holder))
            {
                var folder = mountPath.TrimEnd('/');
                var path = mount.Text("subPath") is null ? $"{folder}/{file}" : mountPath;
                yield return new MountedFile(folder, path, holder, holder?.Tree.At("data", key) as ScalarNode);
            }
        }
    }

    private static IEnumerable<(string Key, string File)> Files(Node source, SetObject? holder) =>
        source.At("items") is null
            ? (holder?.Tree).Entries("data").Select(entry => (entry.Key, entry.Key))
            : source.Items("items").Select(item => (item.Text("key") ?? "", item.Text("path") ?? ""));
}
