using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// Makes and changes objects of a cluster, as long as this replica leads. Each call gives words on what went wrong, or null: whoever asks
/// tries again.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="mayWrite">Asked before each write: leadership may end in the middle.</param>
internal sealed class ClusterObjects(IApiServer api, Func<bool> mayWrite)
{
    private const string NoLeader = "another replica leads by now";

    /// <summary>An object as the API server has it now; null with no failure when there is none.</summary>
    public async Task<(JsonObject? Found, string? Failure)> GetAsync(
        ResourceType type,
        ObjectKey key,
        CancellationToken cancellationToken
    )
    {
        using var answer = await api.SendAsync(ApiRequest.Get(type.PathOf(key.Namespace, key.Name)), cancellationToken);
        return answer.Failure switch
        {
            null => (JsonObject.Create(answer.Root.Clone()), null),
            { Kind: FailureKind.NotFound } => (null, null),
            { } failure => (null, $"{type.Plural} {key}: {failure.Message}"),
        };
    }

    /// <summary>Makes an object; one of the name that is there already is left as it is.</summary>
    public Task<string?> CreateAsync(
        ResourceType type,
        string ns,
        JsonObject made,
        CancellationToken cancellationToken
    ) => WriteAsync(HttpMethod.Post, type.ListPath(ns), made, null, cancellationToken, isConflictFine: true);

    /// <summary>Replaces an object, if it is still of the version it was read in.</summary>
    public Task<string?> ReplaceAsync(
        ResourceType type,
        ObjectKey key,
        JsonObject changed,
        CancellationToken cancellationToken
    ) => WriteAsync(HttpMethod.Put, type.PathOf(key.Namespace, key.Name), changed, null, cancellationToken);

    /// <summary>Changes fields of an object.</summary>
    public Task<string?> MergeAsync(
        ResourceType type,
        ObjectKey key,
        JsonObject patch,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            HttpMethod.Patch,
            type.PathOf(key.Namespace, key.Name),
            patch,
            ApiRequest.MergePatch,
            cancellationToken
        );

    /// <summary>Removes an object; one that is gone already is fine.</summary>
    public async Task<string?> DeleteAsync(ResourceType type, ObjectKey key, CancellationToken cancellationToken)
    {
        if (!mayWrite())
            return NoLeader;
        using var answer = await api.SendAsync(
            new ApiRequest(HttpMethod.Delete, type.PathOf(key.Namespace, key.Name)),
            cancellationToken
        );
        return answer.Failure is null or { Kind: FailureKind.NotFound } ? null : answer.Failure.Message;
    }

    private async Task<string?> WriteAsync(
        HttpMethod method,
        string path,
        JsonObject body,
        string? contentType,
        CancellationToken cancellationToken,
        bool isConflictFine = false
    )
    {
        if (!mayWrite())
            return NoLeader;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        var request = contentType is null
            ? new ApiRequest(method, path, bytes)
            : new ApiRequest(method, path, bytes, contentType);
        using var answer = await api.SendAsync(request, cancellationToken);
        return answer.Failure is null || (isConflictFine && answer.Failure.Kind == FailureKind.Conflict)
            ? null
            : answer.Failure.Message;
    }
}
