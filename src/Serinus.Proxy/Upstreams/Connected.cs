using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Upstreams;

/// <summary>What became of opening a connection to an endpoint.</summary>
/// <param name="Upstream">The connection; null when there is none.</param>
/// <param name="Status">How it ended.</param>
internal readonly record struct Connected(UpstreamConnection? Upstream, TransferStatus Status)
{
    /// <summary>What the endpoint did, as the end of a sentence about it, where more is known than the status says.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the endpoint chose HTTP/2, and is to be asked in it.</summary>
    public bool IsHttp2 { get; init; }
}
