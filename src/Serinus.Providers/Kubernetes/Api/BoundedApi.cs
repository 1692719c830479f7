using System.Text.Json;

namespace Serinus.Providers.Kubernetes.Api;

/// <summary>
/// An API server of which only so much is asked at once; the rest waits for its turn. Thousands of rollouts that begin together neither flood
/// the server nor stand in the way of whoever renews a Lease past this.
/// </summary>
/// <param name="inner">The API server.</param>
/// <param name="most">Requests at once.</param>
internal sealed class BoundedApi(IApiServer inner, int most) : IApiServer, IDisposable
{
    private readonly SemaphoreSlim places = new(most, most);

    /// <inheritdoc/>
    public Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        SendAsync(() => request, cancellationToken);

    /// <summary>Asks for what is only made once its turn has come, so that what waits is small.</summary>
    public async Task<ApiAnswer> SendAsync(Func<ApiRequest> make, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            return await inner.SendAsync(make(), cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    /// <inheritdoc/>
    public Task<ApiFailure?> WatchAsync(
        ApiRequest request,
        TimeSpan longest,
        Func<JsonElement, ApiFailure?> handle,
        CancellationToken cancellationToken
    ) => inner.WatchAsync(request, longest, handle, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();
}
