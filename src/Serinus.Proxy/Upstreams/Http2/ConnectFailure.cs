namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>Why no connection was opened. An exception because it has to pass through the framework's client.</summary>
/// <param name="isTimeout">Whether the time was up.</param>
/// <param name="reason">What the endpoint did, as the end of a sentence about it; null when there is no more to say.</param>
/// <param name="cause">What happened.</param>
internal sealed class ConnectFailure(bool isTimeout, string? reason, Exception? cause)
    : IOException(reason ?? "no connection", cause)
{
    public bool IsTimeout => isTimeout;

    public string? Reason => reason;
}
