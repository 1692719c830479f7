using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Serinus.Testbed;

/// <summary>A client that sends the bytes it is given, and reads answers without mercy.</summary>
public sealed class RawClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Socket socket;
    private readonly Stream stream;

    private RawClient(Socket socket, Stream stream)
    {
        this.socket = socket;
        this.stream = stream;
        Reader = new WireReader(stream);
    }

    public WireReader Reader { get; }

    /// <summary>Its own address.</summary>
    public IPAddress Address => ((IPEndPoint)socket.LocalEndPoint!).Address;

    /// <summary>Connects; with an authority over TLS, to a server that it vouches for as <c>a.test</c>.</summary>
    /// <param name="port">Port of 127.0.0.1.</param>
    /// <param name="authority">Whom to trust; null for no TLS.</param>
    /// <param name="from">Address to connect from; null for the system's choice.</param>
    public static async Task<RawClient> ConnectAsync(int port, TestAuthority? authority = null, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            if (from is not null)
                socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return new RawClient(
                socket,
                authority is null ? stream : await SecureAsync(stream, authority, limit.Token)
            );
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>One request on a connection of its own.</summary>
    public static async Task<RawResponse> ExchangeAsync(int port, string request)
    {
        await using var client = await ConnectAsync(port);
        await client.SendAsync(request);
        return await client.ReadResponseAsync(request.Split(' ')[0]);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Patience);
        await stream.WriteAsync(bytes, limit.Token);
    }

    /// <summary>Sends every byte in a write of its own. False when the peer stopped reading on the way.</summary>
    public async Task<bool> TrySendByteByByteAsync(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!await TrySendAsync(bytes.AsMemory(i, 1)))
                return false;
        }

        return true;
    }

    /// <summary>Sends, unless the peer has closed: a server may refuse before it has read everything.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Says that nothing more will be sent, and goes on reading.</summary>
    public void HalfClose()
    {
        if (stream is SslStream tls)
            tls.ShutdownAsync().GetAwaiter().GetResult();
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends the connection with RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>A final response with the interim ones before it.</summary>
    /// <param name="method">Method of the request it answers: a response to HEAD has no body whatever it says.</param>
    public async Task<RawResponse> ReadResponseAsync(string method = "GET")
    {
        using var limit = new CancellationTokenSource(Patience);
        var interim = new List<(int, Fields)>();
        while (true)
        {
            var (status, head) = await ReadHeadAsync(limit.Token);
            if (status is >= 100 and < 200 and not 101)
            {
                interim.Add((status, head));
                continue;
            }

            return await ReadBodyAsync(status, head, method, interim, limit.Token);
        }
    }

    /// <summary>Status line and fields of the next response, interim or final; its body stays unread.</summary>
    public async Task<(int Status, Fields Head)> ReadHeadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await ReadHeadAsync(limit.Token);
    }

    /// <summary>Everything up to the end of the connection, orderly or reset.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return Encoding.Latin1.GetString(await Reader.ReadToEndAsync(limit.Token));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Waits for the peer's end of the connection: true for an orderly one, false for a reset; bytes fail.</summary>
    public async Task<bool> ReadCloseAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return !await Reader.HasMoreAsync(limit.Token)
                ? true
                : throw new InvalidDataException("bytes where the end of the connection was due");
        }
        catch (IOException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static async Task<Stream> SecureAsync(
        Stream stream,
        TestAuthority authority,
        CancellationToken cancellation
    )
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(authority.ClientOptions("a.test"), cancellation);
        return tls;
    }

    private async Task<(int Status, Fields Head)> ReadHeadAsync(CancellationToken cancellation)
    {
        var line = await Reader.ReadLineAsync(cancellation);
        var isStatusLine =
            line.Length >= 13
            && line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            && line[9..12].All(char.IsAsciiDigit)
            && line[12] == ' ';
        if (!isStatusLine)
            throw new InvalidDataException($"not a status line: '{line}'");
        return (int.Parse(line[9..12]), await Reader.ReadFieldsAsync(cancellation));
    }

    /// <summary>RFC 9112 §6.3.</summary>
    private async Task<RawResponse> ReadBodyAsync(
        int status,
        Fields head,
        string method,
        List<(int, Fields)> interim,
        CancellationToken cancellation
    )
    {
        byte[] body = [];
        var trailers = Fields.None;
        var untilClose = false;
        var (coding, length) = (head["Transfer-Encoding"], head["Content-Length"]);
        if (coding is not null && length is not null)
            throw new InvalidDataException("both Transfer-Encoding and Content-Length");

        if (method == "HEAD" || status is 101 or 204 or 304)
            body = [];
        else if (coding is not null)
            (body, trailers) = await Reader.ReadChunkedAsync(cancellation);
        else if (length is not null)
            body = await Reader.ReadExactlyAsync(int.Parse(length), cancellation);
        else
            (body, untilClose) = (await Reader.ReadToEndAsync(cancellation), true);
        return new RawResponse(status, head, body, trailers, interim, untilClose);
    }
}
