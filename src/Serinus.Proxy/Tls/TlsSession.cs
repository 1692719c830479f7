namespace Serinus.Proxy.Tls;

/// <summary>What a client's TLS connection was opened for.</summary>
/// <param name="Listener">The rules of the listener then.</param>
/// <param name="ServerName">The host asked for, in lower case without a final dot; empty when none was.</param>
/// <param name="Policy">The rules the connection came under.</param>
internal sealed record TlsSession(ListenerTls Listener, string ServerName, TlsPolicy Policy)
{
    /// <summary>
    /// Whether a request for a host came over a connection that was opened under other rules than that host's: it has to be asked
    /// again on another connection (RFC 9110 §15.5.20).
    /// </summary>
    public bool IsMisdirected(ReadOnlySpan<byte> host) =>
        Listener.HasHostPolicies && Listener.PolicyOf(System.Text.Encoding.ASCII.GetString(host)) != Policy;
}
