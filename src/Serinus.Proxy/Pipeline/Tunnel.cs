using System.Runtime.CompilerServices;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Pipeline;

/// <summary>Two byte streams joined after an upgrade. Each direction ends on its own (half-close); silence of both ends it all.</summary>
internal sealed class Tunnel(Connection client, Connection upstream, long idleMilliseconds)
{
    private long lastMoved;

    public long BytesFromClient { get; private set; }

    public long BytesToClient { get; private set; }

    /// <summary>Told of bytes as they go; null when nobody counts them before the end.</summary>
    public Action<long, long>? Moved { get; init; }

    /// <summary>Why it ended, as one stable word; null when both sides were done.</summary>
    public string? Error { get; private set; }

    /// <summary>Relays until both directions ended; first what each side had sent already.</summary>
    public async ValueTask RunAsync(ReadOnlyMemory<byte> fromClient, ReadOnlyMemory<byte> fromUpstream)
    {
        lastMoved = client.Loop.Now;
        var up = PumpAsync(client, upstream, fromClient, isUp: true);
        await PumpAsync(upstream, client, fromUpstream, isUp: false);
        await up;
    }

    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private async ValueTask PumpAsync(Connection from, Connection to, ReadOnlyMemory<byte> first, bool isUp)
    {
        var loop = from.Loop;
        if (!first.IsEmpty && await SendAsync(to, first, isUp) is { IsDone: false } unsent)
        {
            Break(unsent, isClient: !isUp);
            return;
        }

        while (true)
        {
            // A silent direction holds no buffer, and the other one keeps it alive.
            var waited = await from.WaitReadableAsync(lastMoved + idleMilliseconds);
            if (waited.Status == TransferStatus.TimedOut && lastMoved + idleMilliseconds > loop.Now)
                continue;
            if (!waited.IsDone)
            {
                Break(waited, isClient: isUp);
                return;
            }

            var buffer = loop.Buffers.RentLarge();
            var received = await from.ReceiveAsync(buffer, lastMoved + idleMilliseconds);
            var sent = received.IsDone ? await SendAsync(to, buffer.AsMemory(0, received.Bytes), isUp) : received;
            loop.Buffers.Return(buffer);
            if (received.Status == TransferStatus.TimedOut && lastMoved + idleMilliseconds > loop.Now)
                continue;
            if (received.Status == TransferStatus.End)
            {
                to.ShutdownSend();
                return;
            }

            if (!sent.IsDone)
            {
                Break(sent, isClient: received.IsDone ? !isUp : isUp);
                return;
            }
        }
    }

    private ValueTask<Transfer> SendAsync(Connection to, ReadOnlyMemory<byte> bytes, bool isUp)
    {
        lastMoved = to.Loop.Now;
        if (isUp)
            BytesFromClient += bytes.Length;
        else
            BytesToClient += bytes.Length;
        Moved?.Invoke(isUp ? bytes.Length : 0, isUp ? 0 : bytes.Length);
        return to.SendAsync(bytes, lastMoved + idleMilliseconds);
    }

    /// <summary>One side is broken, or both are silent: neither direction can go on. A broken stream must not pass for a whole one.</summary>
    private void Break(Transfer transfer, bool isClient)
    {
        var isSilent = transfer.Status == TransferStatus.TimedOut;
        Error ??=
            isSilent ? "idle_timeout"
            : isClient ? "client_reset"
            : "upstream_reset";
        client.Close(reset: !isSilent);
        upstream.Close(reset: !isSilent);
    }
}
