using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
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

    private readonly Stream stream;

    private RawHttp2(Stream stream) => this.stream = stream;

    /// <summary>What it says in <c>:scheme</c>.</summary>
    public string Scheme => stream is SslStream ? "https" : "http";

    /// <summary>Connects, and sends the preface with settings: empty ones, unless given.</summary>
    /// <param name="port">Where to.</param>
    /// <param name="authority">Who vouches for the server, when TLS is spoken; both sides agree on h2 in the handshake then.</param>
    /// <param name="settings">Payload of the first SETTINGS.</param>
    public static async Task<RawHttp2> ConnectAsync(int port, TestAuthority? authority = null, params byte[] settings)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (authority is not null)
            stream = await SecureAsync(stream, authority);
        var raw = new RawHttp2(stream);
        await raw.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await raw.SendAsync(Frame(Settings, 0, 0, settings));
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

    /// <summary>HEADERS of a request with the scheme of this connection.</summary>
    /// <param name="streamId">Stream it opens.</param>
    /// <param name="path">What it asks for.</param>
    /// <param name="method">How; anything but GET leaves the stream open for a body.</param>
    /// <param name="fields">Further fields.</param>
    public byte[] Request(
        int streamId,
        string path = "/",
        string method = "GET",
        params (string Name, string Value)[] fields
    ) =>
        Frame(
            Headers,
            method == "GET" ? (byte)(End | EndHeaders) : EndHeaders,
            streamId,
            Block([(":method", method), (":scheme", Scheme), (":authority", "a.test"), (":path", path), .. fields])
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

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static async Task<SslStream> SecureAsync(Stream plain, TestAuthority authority)
    {
        var tls = new SslStream(plain);
        await tls.AuthenticateAsClientAsync(authority.ClientOptions("a.test", SslApplicationProtocol.Http2));
        return tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2
            ? tls
            : throw new InvalidDataException("the server does not agree on h2");
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
