using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Discovery;

/// <summary>Asks whether we have a right (SelfSubjectAccessReview), which everybody may ask unless somebody took that away.</summary>
internal static class AccessReview
{
    private const string Path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    /// <summary>Whether we may; true as well when the server does not say, so that trying finds out.</summary>
    public static async Task<(bool IsAllowed, ApiFailure? Failure)> MayAsync(
        IApiServer api,
        ResourceType type,
        string verb,
        string ns,
        CancellationToken cancellationToken
    )
    {
        var review = new
        {
            apiVersion = "authorization.k8s.io/v1",
            kind = "SelfSubjectAccessReview",
            spec = new
            {
                resourceAttributes = new
                {
                    group = type.Group,
                    resource = type.Plural,
                    verb,
                    @namespace = ns,
                },
            },
        };
        var request = new ApiRequest(HttpMethod.Post, Path, JsonSerializer.SerializeToUtf8Bytes(review));
        using var answer = await api.SendAsync(request, cancellationToken);
        return answer.Failure?.Kind switch
        {
            null => (answer.Root.Field("status").Flag("allowed") ?? true, null),
            FailureKind.Forbidden or FailureKind.NotFound or FailureKind.Refused => (true, null),
            _ => (false, answer.Failure),
        };
    }
}
