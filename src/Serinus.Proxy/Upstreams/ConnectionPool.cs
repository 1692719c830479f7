using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Upstreams;

/// <summary>
/// Idle connections of one endpoint on one loop, last used first: the newest is the least likely to have been closed by the
/// endpoint, and those at the bottom grow old and are closed. Only the loop's thread touches it.
/// </summary>
internal sealed class ConnectionPool(LiveEndpoint endpoint, Loop loop)
{
    private UpstreamConnection[] idle = new UpstreamConnection[8];
    private int count;

    public LiveEndpoint Endpoint => endpoint;

    /// <summary>An idle connection that is still good, or null.</summary>
    /// <param name="asksKernel">Whether to ask the kernel, and not only what the loop has heard so far: worth a system call for a request that cannot be sent twice.</param>
    public UpstreamConnection? TakeIdle(bool asksKernel)
    {
        while (count > 0)
        {
            var upstream = idle[--count];
            idle[count] = null!;

            // Bytes, or an end, on an idle connection: the endpoint closed it or broke the protocol.
            // One opened under other rules of TLS than those that hold now proves nothing any more.
            if (
                upstream.Tls == endpoint.Tls
                && !(asksKernel ? upstream.Connection.HasInputNow : upstream.Connection.HasPendingInput)
            )
                return upstream;
            upstream.Close();
        }

        return null;
    }

    /// <summary>Opens a connection; without one, the answer says why.</summary>
    /// <param name="resolver">Knows addresses of names.</param>
    /// <param name="deadline">For all of it.</param>
    /// <param name="asksProtocol">Whether the endpoint may choose HTTP/2 instead, which this pool cannot speak.</param>
    /// <param name="header">What is sent before anything else: a PROXY header, or nothing.</param>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Connected> ConnectAsync(
        AddressResolver resolver,
        long deadline,
        bool asksProtocol = false,
        ReadOnlyMemory<byte> header = default
    )
    {
        var address = resolver.TryGet(endpoint.Endpoint.Host, out var known)
            ? known
            : await resolver.ResolveAsync(endpoint.Endpoint.Host, deadline);
        if (address is null)
            return new Connected(null, TransferStatus.Broken);
        var (connection, status) = await loop.ConnectAsync(new IPEndPoint(address, endpoint.Endpoint.Port), deadline);
        if (connection is null)
            return new Connected(null, status);
        if (!header.IsEmpty && await connection.SendAsync(header, deadline) is { IsDone: false } unsent)
        {
            connection.Close(reset: true);
            return new Connected(null, unsent.Status);
        }

        return endpoint.Tls is { } tls
            ? await SecureAsync(connection, tls, deadline, asksProtocol)
            : new Connected(new UpstreamConnection(connection, this), status);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<Connected> SecureAsync(
        Connection connection,
        EndpointTls tls,
        long deadline,
        bool asksProtocol
    )
    {
        TlsConnection? secured;
        try
        {
            secured = await TlsConnection.ConnectAsync(connection, asksProtocol ? tls.Either : tls.Http1, deadline);
        }
        catch (AuthenticationException)
        {
            return new Connected(null, TransferStatus.Broken) { Reason = tls.Refusal ?? "agreed to no TLS connection" };
        }

        if (secured is null)
            return loop.Now >= deadline
                ? new Connected(null, TransferStatus.TimedOut)
                : new Connected(null, TransferStatus.Broken) { Reason = "broke off the TLS handshake" };
        if (secured.ApplicationProtocol == SslApplicationProtocol.Http2)
        {
            secured.Close();
            endpoint.Chose(SpokenProtocol.Http2);
            return new Connected(null, TransferStatus.Done) { IsHttp2 = true };
        }

        if (asksProtocol)
            endpoint.Chose(SpokenProtocol.Http1);
        return new Connected(new UpstreamConnection(secured, this) { Tls = tls }, TransferStatus.Done);
    }

    /// <summary>Takes a connection back after a whole exchange.</summary>
    public void Return(UpstreamConnection upstream)
    {
        if (count >= endpoint.Pool.IdleMax || endpoint.IsRetired || upstream.Connection.HasPendingInput)
        {
            upstream.Close();
            return;
        }

        upstream.Input.Release();
        upstream.Output.Release();
        upstream.IsReused = true;
        upstream.IdleSince = loop.Now;
        if (count == idle.Length)
            Array.Resize(ref idle, count * 2);
        idle[count++] = upstream;
    }

    /// <summary>Closes what is too old, gone, or no longer wanted.</summary>
    public void Sweep()
    {
        var oldest = endpoint.IsRetired ? long.MaxValue : loop.Now - (long)endpoint.Pool.IdleTime.TotalMilliseconds;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var upstream = idle[i];
            if (upstream.IdleSince <= oldest || upstream.Connection.HasPendingInput)
                upstream.Close();
            else
                idle[kept++] = upstream;
        }

        Array.Clear(idle, kept, count - kept);
        count = kept;
    }
}
