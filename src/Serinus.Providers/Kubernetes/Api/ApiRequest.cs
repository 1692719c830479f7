namespace Serinus.Providers.Kubernetes.Api;

/// <summary>A request to an API server.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Body">JSON, or null.</param>
/// <param name="ContentType">What the body is, such as a kind of patch.</param>
internal sealed record ApiRequest(
    HttpMethod Method,
    string Path,
    byte[]? Body = null,
    string ContentType = "application/json"
)
{
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>What is accepted before plain JSON, or null.</summary>
    public string? Accept { get; init; }

    public static ApiRequest Get(string path) => new(HttpMethod.Get, path);
}
