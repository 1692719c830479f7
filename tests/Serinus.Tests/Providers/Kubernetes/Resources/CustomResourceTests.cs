using Serinus.Providers.Files.Reference;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Tree;

namespace Serinus.Tests.Providers.Kubernetes.Resources;

public class CustomResourceTests
{
    [Fact]
    public void Every_field_of_every_kind_has_a_type_and_a_sentence()
    {
        var sentences = Sentences.Load();

        foreach (var resource in CustomResources.All)
        {
            var version = (MapNode)((ListNode)At(resource.Definition(sentences.Of), "spec", "versions")).Items[0];
            var bare = Fields((MapNode)At(version, "schema", "openAPIV3Schema"), resource.Kind)
                .Where(field => field.Schema.Find("description") is null && field.Path.Count(c => c == '.') > 1);
            Assert.Empty(bare.Select(field => field.Path));
        }
    }

    private static Node At(MapNode map, params string[] keys)
    {
        Node node = map;
        foreach (var key in keys)
            node = ((MapNode)node).Find(key)!.Value;
        return node;
    }

    private static IEnumerable<(string Path, MapNode Schema)> Fields(MapNode schema, string path)
    {
        var known = schema.Find("type") ?? schema.Find("x-kubernetes-preserve-unknown-fields");
        Assert.True(known is not null || schema.Find("x-kubernetes-int-or-string") is not null, path);
        foreach (var entry in (schema.Find("properties")?.Value as MapNode)?.Entries ?? [])
        {
            yield return ($"{path}.{entry.Key}", (MapNode)entry.Value);
            foreach (var inside in Fields((MapNode)entry.Value, $"{path}.{entry.Key}"))
                yield return inside;
        }

        if (schema.Find("items")?.Value is MapNode item)
        {
            foreach (var inside in Fields(item, $"{path}[]"))
                yield return inside;
        }
    }
}
