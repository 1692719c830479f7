using System.Text.Json;

namespace Serinus.Providers.Kubernetes.Api;

/// <summary>An API server: a real one, or one that a test plays.</summary>
internal interface IApiServer
{
    /// <summary>Asks and waits for the whole answer. Nothing is thrown but on cancellation.</summary>
    Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken cancellationToken);

    /// <summary>Opens a watch and hands over every event of it, until it ends.</summary>
    /// <param name="request">A GET whose query has <c>watch=1</c>.</param>
    /// <param name="longest">A watch that lasts longer is taken for dead.</param>
    /// <param name="handle">Takes an event; a failure ends the watch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when the server ended it in good order.</returns>
    Task<ApiFailure?> WatchAsync(
        ApiRequest request,
        TimeSpan longest,
        Func<JsonElement, ApiFailure?> handle,
        CancellationToken cancellationToken
    );
}
