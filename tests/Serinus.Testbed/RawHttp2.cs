using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serinus.Testbed;

/// <summary>
/// A client of HTTP/2 that sends exactly the frames it is told to, good or bad. Fields are written as literals without Huffman code
/// (RFC 7541 §6.2.2), so every byte of them can be chosen.
/// </summary>
public sealed class RawHttp2 : IAsyncDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Priority = 2;
    public const byte RstStream = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    /// <summary>END_STREAM, and ACK.</summary>
    public const byte End = 1;
    public const byte EndHeaders = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TcpClient client;
    private readonly NetworkStream stream;

    private RawHttp2(TcpClient client)
    {
        this.client = client;
        stream = client.GetStream();
    }

    /// <summary>Connects, and sends the preface with empty settings.</summary>
    public static async Task<RawHttp2> ConnectAsync(int port)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        var raw = new RawHttp2(client);
        await raw.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await raw.SendAsync(Frame(Settings, 0, 0));
        return raw;
    }

    public static byte[] Frame(byte type, byte flags, int streamId, params byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        frame[1] = (byte)(payload.Length >> 8);
        frame[2] = (byte)payload.Length;
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>A block of fields, as they are.</summary>
    public static byte[] Block(params (string Name, string Value)[] fields)
    {
        var block = new List<byte>();
        foreach (var (name, value) in fields)
        {
            block.Add(0);
            AddText(block, name);
            AddText(block, value);
        }

        return [.. block];
    }

    /// <summary>HEADERS of a GET with further fields, which ends its stream.</summary>
    public static byte[] Get(int streamId, string path = "/", params (string Name, string Value)[] fields) =>
        Frame(
            Headers,
            End | EndHeaders,
            streamId,
            Block([(":method", "GET"), (":scheme", "http"), (":authority", "a.test"), (":path", path), .. fields])
        );

    public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes);

    /// <summary>The next frame; null at the end of the connection, however it came.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var head = new byte[9];
            await stream.ReadExactlyAsync(head, limit.Token);
            var payload = new byte[head[0] << 16 | head[1] << 8 | head[2]];
            await stream.ReadExactlyAsync(payload, limit.Token);
            return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>What becomes of a stream: its status, or <c>reset CODE</c>, or <c>goaway CODE</c>, or <c>closed</c>.</summary>
    public async Task<string> OutcomeAsync(int streamId)
    {
        while (await ReadAsync() is { } frame)
        {
            switch (frame.Type)
            {
                case Headers when frame.Stream == streamId:
                    return StatusOf(frame.Payload);
                case RstStream when frame.Stream == streamId:
                    return $"reset {BinaryPrimitives.ReadInt32BigEndian(frame.Payload)}";
                case GoAway:
                    return $"goaway {BinaryPrimitives.ReadInt32BigEndian(frame.Payload.AsSpan(4))}";
            }
        }

        return "closed";
    }

    /// <summary>Reads to the end of the connection; the code of the last GOAWAY, or -1 when none came.</summary>
    public async Task<int> ReadToGoAwayAsync()
    {
        var code = -1;
        while (await ReadAsync() is { } frame)
        {
            if (frame.Type == GoAway)
                code = BinaryPrimitives.ReadInt32BigEndian(frame.Payload.AsSpan(4));
        }

        return code;
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return default;
    }

    /// <summary>The status is the first field of a response; RFC 7541 appendix A has places for some of them.</summary>
    private static string StatusOf(byte[] block)
    {
        string[] known = ["200", "204", "206", "304", "400", "404", "500"];
        return block[0] switch
        {
            >= 0x88 and <= 0x8e => known[block[0] - 0x88],
            _ when block[1] == 3 => Encoding.ASCII.GetString(block, 2, 3),
            _ => $"a block that begins with {block[0]:x2}",
        };
    }

    private static void AddText(List<byte> block, string text)
    {
        // RFC 7541 §5.1: lengths of 127 and more go on in groups of seven bits.
        var length = text.Length;
        if (length < 127)
        {
            block.Add((byte)length);
        }
        else
        {
            block.Add(127);
            for (length -= 127; length >= 128; length >>= 7)
                block.Add((byte)(length & 127 | 128));
            block.Add((byte)length);
        }

        block.AddRange(Encoding.Latin1.GetBytes(text));
    }
}
