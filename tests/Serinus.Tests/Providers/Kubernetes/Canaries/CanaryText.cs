using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Tree;

namespace Serinus.Tests.Providers.Kubernetes.Canaries;

/// <summary>Objects of our group, read from YAML as an API server would send them.</summary>
internal static class CanaryText
{
    /// <summary>A Canary <c>shop/app</c>.</summary>
    /// <param name="spec">The lines of its spec, from the margin.</param>
    public static CanaryObject Read(string spec) =>
        CanaryObject.Read(
            Json(
                $"""
                apiVersion: serinus.dev/v1
                kind: Canary
                metadata: {"{"} name: app, namespace: shop, uid: u1, resourceVersion: "7", generation: 3 {"}"}
                spec:
                {Indented(spec)}
                """
            )
        );

    /// <summary>YAML as JSON.</summary>
    public static System.Text.Json.JsonElement Json(string yaml)
    {
        var parsed = YamlText.Parse(yaml);
        Assert.Null(parsed.Breakage);
        return NodeJson.ToJson(Assert.Single(parsed.Documents));
    }

    private static string Indented(string text) => string.Join('\n', text.Split('\n').Select(line => $"  {line}"));
}
