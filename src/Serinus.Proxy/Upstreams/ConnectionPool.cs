using System.Net;
using System.Runtime.CompilerServices;
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
            if (!(asksKernel ? upstream.Connection.HasInputNow : upstream.Connection.HasPendingInput))
                return upstream;
            upstream.Close();
        }

        return null;
    }

    /// <summary>Opens a connection; null with the reason when that failed.</summary>
    /// <param name="resolver">Knows the addresses of names.</param>
    /// <param name="deadline">Until when.</param>
    /// <param name="header">What is sent before anything else: a PROXY header, or nothing.</param>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<(UpstreamConnection? Upstream, TransferStatus Status)> ConnectAsync(
        AddressResolver resolver,
        long deadline,
        ReadOnlyMemory<byte> header = default
    )
    {
        var address = resolver.TryGet(endpoint.Endpoint.Host, out var known)
            ? known
            : await resolver.ResolveAsync(endpoint.Endpoint.Host, deadline);
        if (address is null)
            return (null, TransferStatus.Broken);
        var (connection, status) = await loop.ConnectAsync(new IPEndPoint(address, endpoint.Endpoint.Port), deadline);
        if (connection is null)
            return (null, status);
        if (!header.IsEmpty && await connection.SendAsync(header, deadline) is { IsDone: false } unsent)
        {
            connection.Close(reset: true);
            return (null, unsent.Status);
        }

        return (new UpstreamConnection(connection, this), status);
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
