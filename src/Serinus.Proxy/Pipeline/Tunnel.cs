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

        using var bulk = new Bulk(from, to);
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

            Transfer received;
            Transfer sent;
            if (bulk.Conduit is { } conduit)
            {
                received = sent = await conduit.FillAsync(lastMoved + idleMilliseconds);
                if (received.IsDone)
                {
                    Count(received.Bytes, isUp);
                    sent = await conduit.DrainAsync(lastMoved + idleMilliseconds);
                }
            }
            else
            {
                var buffer = loop.Buffers.RentLarge();
                received = sent = await from.ReceiveAsync(buffer, lastMoved + idleMilliseconds);
                if (received.IsDone)
                    sent = await SendAsync(to, buffer.AsMemory(0, received.Bytes), isUp);
                loop.Buffers.Return(buffer);
            }

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

            bulk.Moved(received.Bytes);
        }
    }

    private ValueTask<Transfer> SendAsync(Connection to, ReadOnlyMemory<byte> bytes, bool isUp)
    {
        Count(bytes.Length, isUp);
        return to.SendAsync(bytes, lastMoved + idleMilliseconds);
    }

    private void Count(int bytes, bool isUp)
    {
        lastMoved = client.Loop.Now;
        if (isUp)
            BytesFromClient += bytes;
        else
            BytesToClient += bytes;
        Moved?.Invoke(isUp ? bytes : 0, isUp ? 0 : bytes);
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

    /// <summary>Opens a conduit for a direction that fills its buffer time and again, and gives it up when little comes.</summary>
    private struct Bulk(Connection from, Connection to) : IDisposable
    {
        private const int FullBuffers = 4;
        private const int LittleBytes = 16 * 1024;

        private int full;

        public Conduit? Conduit { get; private set; }

        public void Moved(int bytes)
        {
            if (Conduit is null)
            {
                full = bytes == BufferPool.LargeBytes ? full + 1 : 0;
                if (full == FullBuffers)
                    Conduit = from.OpenConduit(to);
            }
            else if (bytes < LittleBytes)
            {
                Dispose();
                full = 0;
            }
        }

        public void Dispose()
        {
            Conduit?.Dispose();
            Conduit = null;
        }
    }
}
