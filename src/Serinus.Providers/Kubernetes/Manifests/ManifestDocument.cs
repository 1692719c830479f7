using System.Text.Json;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Manifests;

/// <summary>One object of a manifest, with the place every field of it stands at.</summary>
/// <param name="Path">File, as messages show it.</param>
/// <param name="Tree">The object with lines and columns.</param>
/// <param name="Json">The object as the API server would send it.</param>
internal sealed record ManifestDocument(string Path, MapNode Tree, JsonElement Json)
{
    /// <summary><c>apiVersion</c>, or empty.</summary>
    public string ApiVersion => Text("apiVersion");

    /// <summary><c>kind</c>, or empty.</summary>
    public string Kind => Text("kind");

    private string Text(string field) =>
        Json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
