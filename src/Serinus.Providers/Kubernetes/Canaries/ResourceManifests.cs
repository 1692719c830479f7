using Serinus.Providers.Files.Reference;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Writes the definitions of our kinds of objects, from the records their objects become.</summary>
public static class ResourceManifests
{
    private const string Notice =
        "# Generated from the records of the program by `./dev gen`; edit the documentation of the records instead.\n";

    /// <summary>Writes one file for each kind, and the list of them, into a directory.</summary>
    public static void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        var sentences = Sentences.Load();
        foreach (var resource in CustomResources.All)
        {
            var yaml = NodeYaml.ToYaml(resource.Definition(sentences.Of));
            File.WriteAllText(Path.Combine(directory, $"{resource.Plural}.yaml"), Notice + yaml);
        }

        var list = NodeMaking.Map(
            ("apiVersion", NodeMaking.Text("kustomize.config.k8s.io/v1beta1")),
            ("kind", NodeMaking.Text("Kustomization")),
            (
                "resources",
                NodeMaking.List(CustomResources.All.Select(resource => NodeMaking.Text($"{resource.Plural}.yaml")))
            )
        );
        File.WriteAllText(Path.Combine(directory, "kustomization.yaml"), Notice + NodeYaml.ToYaml(list));
    }
}
