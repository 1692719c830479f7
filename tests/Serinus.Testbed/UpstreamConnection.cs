using System.Net.Sockets;
using System.Text;

namespace Serinus.Testbed;

/// <summary>One connection that a <see cref="RecordingUpstream"/> accepted.</summary>
public sealed class UpstreamConnection(Socket socket, CancellationToken closing) : IDisposable
{
    private readonly NetworkStream stream = new(socket, ownsSocket: true);
    private WireReader? reader;

    public WireReader Reader => reader ??= new WireReader(stream);

    /// <summary>Set when the upstream is taken down.</summary>
    public CancellationToken Closing { get; } = closing;

    /// <summary>Whether the script ended the connection.</summary>
    public bool IsClosed { get; private set; }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, Closing);

    /// <summary>A complete response of status 200 with a body.</summary>
    public Task AnswerAsync(string body = "ok", string fields = "") =>
        SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n{fields}\r\n{body}");

    /// <summary>Says that nothing more will be sent, and goes on reading.</summary>
    public void HalfClose() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection in order.</summary>
    public void Close()
    {
        IsClosed = true;
        stream.Dispose();
    }

    public void Dispose() => Close();

    /// <summary>Ends the connection with RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        Close();
    }

    /// <summary>Completes when the peer ends the connection: true in order, false by reset.</summary>
    public async Task<bool> ReadCloseAsync()
    {
        try
        {
            while (await Reader.HasMoreAsync(Closing))
                await Reader.ReadToEndAsync(Closing);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
