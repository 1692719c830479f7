using System.Net.Http;

namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>
/// The framework's client for one endpoint, and how many exchanges hold it. Closed once by whoever finds that it is not wanted any more
/// and nobody holds it; any thread may do any of it.
/// </summary>
internal sealed class Http2Lease(Http2Client owner, HttpMessageInvoker invoker)
{
    /// <summary>Users of a closed one: so far below zero that late comers do not lift it up.</summary>
    private const int Closed = int.MinValue / 2;

    private int users;

    /// <summary>Whether its connections are gone, or about to be.</summary>
    public bool IsClosed => Volatile.Read(ref users) < 0;

    /// <summary>Sends a request; the response's body is read by the caller.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        Http2Target target,
        CancellationToken cancellation
    )
    {
        request.Options.Set(Http2Dialer.TargetKey, target);
        return invoker.SendAsync(request, cancellation);
    }

    /// <summary>Keeps it open for an exchange; false when it is closed.</summary>
    public bool TryEnter() => Interlocked.Increment(ref users) > 0;

    /// <summary>The exchange is done with it.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0 && owner.IsRetired)
            CloseUnused();
    }

    /// <summary>Closes its connections unless somebody holds it, who does it then.</summary>
    public void CloseUnused()
    {
        // Closing may write a last word to each connection, so no loop does it.
        if (Interlocked.CompareExchange(ref users, Closed, 0) == 0)
            _ = Task.Run(invoker.Dispose);
    }
}
