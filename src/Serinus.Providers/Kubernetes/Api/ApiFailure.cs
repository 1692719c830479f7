namespace Serinus.Providers.Kubernetes.Api;

/// <summary>A request that was not answered as hoped for.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">In words, for an operator.</param>
/// <param name="RetryAfter">How long the server asks to be left alone.</param>
internal sealed record ApiFailure(FailureKind Kind, string Message, TimeSpan? RetryAfter = null)
{
    /// <summary>The failure that a status code stands for.</summary>
    public static ApiFailure Of(int status, string message, TimeSpan? retryAfter = null) =>
        new(
            status switch
            {
                401 => FailureKind.Unauthorised,
                403 => FailureKind.Forbidden,
                404 => FailureKind.NotFound,
                409 => FailureKind.Conflict,
                410 => FailureKind.Gone,
                429 => FailureKind.Throttled,
                >= 400 and < 500 => FailureKind.Refused,
                _ => FailureKind.Broken,
            },
            message,
            retryAfter
        );
}
