using System.Runtime.CompilerServices;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;

namespace Serinus.Proxy.Listeners;

/// <summary>Takes the PROXY header off a connection that must begin with one; from then on the connection's peer is the client it tells of.</summary>
internal static class ProxyArrival
{
    /// <summary>False when the header is missing or bad: whoever it is then, it is not known, and the connection is to be closed.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public static async ValueTask<bool> TakeAsync(
        Worker worker,
        Connection connection,
        ListenerSeat seat,
        long deadline
    )
    {
        var buffers = worker.Loop.Buffers;
        var waited = await connection.WaitReadableAsync(deadline);
        var buffer = buffers.RentSmall();
        var received = 0;
        var status = ParseStatus.NeedMore;
        ProxyHeader header = default;
        while (waited.IsDone && status == ParseStatus.NeedMore)
        {
            waited = await connection.ReceiveAsync(buffer.AsMemory(received), deadline);
            received += waited.Bytes;
            if (waited.IsDone)
                status = ProxyHeaderParser.Parse(buffer.AsSpan(0, received), out header);
        }

        if (status == ParseStatus.Done)
            connection.Unread(buffer.AsSpan(header.Length, received - header.Length));
        buffers.Return(buffer);

        // Load balancers open connections only to see that they can.
        var isProbe = received == 0 && waited.Status is TransferStatus.End or TransferStatus.Broken;
        if (status != ParseStatus.Done && !isProbe)
            Refuse(worker, connection, seat, received);
        if (status == ParseStatus.Done && header.Ends is { } ends)
            connection.ActAs(in ends);
        return status == ParseStatus.Done;
    }

    private static void Refuse(Worker worker, Connection connection, ListenerSeat seat, int received)
    {
        worker.Telemetry.ProxyHeaderRefused();
        if (!worker.State.MayTellOfProxyHeader(worker.Loop.Now))
            return;
        var what = received == 0 ? "sent nothing" : "did not begin with a good PROXY header";
        worker.Loop.Complain?.Invoke(
            $"a connection from {connection.Peer} on listener {seat.Name} was closed: it {what}, which connections of "
                + "proxyProtocol.from must. Make that load balancer send PROXY headers, or take its network out"
        );
    }
}
