namespace Serinus.Providers.Kubernetes.Api;

/// <summary>A kind of objects in one version of the API.</summary>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Version">Its version.</param>
/// <param name="Plural">As paths and roles name it.</param>
internal sealed record ResourceType(string Group, string Version, string Plural)
{
    private const string Metadata = "g=meta.k8s.io;v=v1";

    /// <summary>Whether only the metadata of its objects is read: the contents may be large, or secret.</summary>
    public bool IsMetadataOnly { get; init; }

    /// <summary>A request for a list of them.</summary>
    public ApiRequest List(string path) =>
        ApiRequest.Get(path) with
        {
            Accept = IsMetadataOnly ? $"application/json;as=PartialObjectMetadataList;{Metadata}" : null,
        };

    /// <summary>A request that follows them.</summary>
    public ApiRequest Watch(string path) =>
        ApiRequest.Get(path) with
        {
            Accept = IsMetadataOnly ? $"application/json;as=PartialObjectMetadata;{Metadata}" : null,
        };

    /// <summary>As objects write it: <c>networking.k8s.io/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Path of the version itself.</summary>
    public string VersionPath => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{ApiVersion}";

    /// <summary>Path of all of them in a namespace; in all namespaces when it is empty.</summary>
    public string ListPath(string ns) =>
        ns.Length == 0 ? $"{VersionPath}/{Plural}" : $"{VersionPath}/namespaces/{ns}/{Plural}";

    /// <summary>Path of one.</summary>
    public string PathOf(string ns, string name) => $"{ListPath(ns)}/{Uri.EscapeDataString(name)}";
}
