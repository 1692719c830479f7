using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Serinus.Testbed.Kubernetes;

/// <summary>Applies YAML as <c>kubectl apply --server-side</c> would, over one connection and without a process for each.</summary>
public sealed partial class Applying
{
    private readonly HttpClient client;
    private readonly ConcurrentDictionary<string, (string Plural, bool IsNamespaced)> kinds = new();

    internal Applying(HttpClient client) => this.client = client;

    /// <summary>Applies every document of a text, in order. Ports of Services must give their protocol: server-side apply of old API servers wants it.</summary>
    /// <param name="yaml">Documents, parted by <c>---</c>.</param>
    /// <param name="ns">Namespace of those that name none.</param>
    public async Task YamlAsync(string yaml, string ns = "default")
    {
        foreach (var document in DocumentEnd().Split(yaml))
        {
            if (!string.IsNullOrWhiteSpace(document))
                await DocumentAsync(document, ns);
        }
    }

    private async Task DocumentAsync(string document, string ns)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(document));
        if (stream.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            return;
        var version = Text(root, "apiVersion")!;
        var (plural, isNamespaced) = await KindAsync(version, Text(root, "kind")!);
        var metadata = (YamlMappingNode)root.Children["metadata"];
        var scope = isNamespaced ? $"/namespaces/{Text(metadata, "namespace") ?? ns}" : "";
        var path = $"{Base(version)}{scope}/{plural}/{Text(metadata, "name")}?fieldManager=test&force=true";
        using var content = new StringContent(document, Encoding.UTF8, "application/apply-patch+yaml");
        using var response = await client.PatchAsync(path, content);
        await ApiServer.AnswerAsync(response);
    }

    private async Task<(string Plural, bool IsNamespaced)> KindAsync(string version, string kind)
    {
        if (kinds.TryGetValue($"{version}/{kind}", out var known))
            return known;
        using var response = await client.GetAsync(Base(version));
        var resources = (await ApiServer.AnswerAsync(response)).GetProperty("resources");
        foreach (var resource in resources.EnumerateArray())
        {
            var name = resource.GetProperty("name").GetString()!;
            if (!name.Contains('/', StringComparison.Ordinal))
            {
                var isNamespaced = resource.GetProperty("namespaced").GetBoolean();
                kinds[$"{version}/{resource.GetProperty("kind").GetString()}"] = (name, isNamespaced);
            }
        }

        return kinds.TryGetValue($"{version}/{kind}", out known)
            ? known
            : throw new HttpRequestException($"the API server has no {version} {kind}", null, HttpStatusCode.NotFound);
    }

    private static string Base(string version) =>
        version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}";

    private static string? Text(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    [GeneratedRegex(@"(?m)^---\s*$")]
    private static partial Regex DocumentEnd();
}
