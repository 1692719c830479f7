using System.Net;
using System.Net.Sockets;

namespace Serinus.Testbed;

/// <summary>
/// A server that keeps every byte it gets and answers by script. It reads as strictly as <see cref="WireReader"/> does: what
/// is not exactly one well-formed request after another is put down as malformed.
/// </summary>
public sealed class RecordingUpstream : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TcpListener listener;
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;
    private readonly Lock recordLock = new();
    private readonly List<RecordedRequest> requests = [];
    private readonly List<UpstreamConnection> connections = [];
    private readonly List<string> malformed = [];
    private readonly List<Task> serving = [];
    private TaskCompletionSource recorded = New();

    /// <param name="port">Port to listen on; a free one when 0.</param>
    /// <param name="everyAddress">Whether it listens on 127.0.0.2 and all others of the machine too, so as to play many endpoints.</param>
    public RecordingUpstream(int port = 0, bool everyAddress = false)
    {
        listener = new TcpListener(everyAddress ? IPAddress.Any : IPAddress.Loopback, port);
        listener.Start(4096);
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>What is done with a request whose head was read; its body is read by then only if the script does.</summary>
    public Func<RecordedRequest, Task> Script { get; set; } = AnswerOkAsync;

    /// <summary>Requests whose head was well-formed, in the order they came.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (recordLock)
                return [.. requests];
        }
    }

    /// <summary>What came instead of a well-formed request, with the reason.</summary>
    public IReadOnlyList<string> Malformed
    {
        get
        {
            lock (recordLock)
                return [.. malformed];
        }
    }

    /// <summary>Connections accepted so far, open or not.</summary>
    public IReadOnlyList<UpstreamConnection> Connections
    {
        get
        {
            lock (recordLock)
                return [.. connections];
        }
    }

    /// <summary>Forgets what was recorded: for tests that send more than memory should hold.</summary>
    public void Forget()
    {
        lock (recordLock)
        {
            requests.Clear();
            malformed.Clear();
            connections.RemoveAll(connection => connection.IsClosed);
            serving.RemoveAll(task => task.IsCompleted);
        }
    }

    /// <summary>Asks for the body if that is awaited, reads it, and answers 200.</summary>
    public static async Task AnswerOkAsync(RecordedRequest request)
    {
        if (request.Head.Has("Expect") && request.Head["Content-Length"] != "0")
            await request.Connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await request.ReadBodyAsync();
        var body = request.Method == "HEAD" ? "" : "ok";
        await request.Connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{body}");
    }

    /// <summary>Waits until the head of request number <paramref name="index"/> (from 0) was read.</summary>
    public async Task<RecordedRequest> RequestAsync(int index)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            Task next;
            lock (recordLock)
            {
                if (index < requests.Count)
                    return requests[index];
                next = recorded.Task;
            }

            await next.WaitAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        foreach (var connection in Connections)
            connection.Close();
        // A script may wait for something that a failed test never did.
        await Task.WhenAny(Task.WhenAll(serving), Task.Delay(Patience));
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync(closing.Token);
                socket.NoDelay = true;
                var connection = new UpstreamConnection(socket, closing.Token);
                lock (recordLock)
                {
                    connections.Add(connection);
                    serving.Add(ServeAsync(connection));
                }
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(UpstreamConnection connection)
    {
        // Scripts may run long before their first await; the next connection must not wait for them.
        await Task.Yield();
        try
        {
            while (!connection.IsClosed && await connection.Reader.HasMoreAsync(closing.Token))
            {
                var request = await ReadHeadAsync(connection);
                Record(() => requests.Add(request));
                await Script(request);
                if (!connection.IsClosed)
                    await request.ReadBodyAsync();
            }
        }
        catch (InvalidDataException broken)
        {
            Record(() => malformed.Add($"{broken.Message} in:\n{connection.Reader.Seen}"));
        }
        catch (Exception end)
            when (end is IOException or ObjectDisposedException or OperationCanceledException or SocketException)
        {
            // The edge, the script or the end of the test closed the connection; what arrived is on record.
        }
        finally
        {
            connection.Close();
        }
    }

    private async Task<RecordedRequest> ReadHeadAsync(UpstreamConnection connection)
    {
        var reader = connection.Reader;
        var line = await reader.ReadLineAsync(closing.Token);
        if (line.Split(' ') is not [{ Length: > 0 } method, { Length: > 0 } target, "HTTP/1.1"])
            throw new InvalidDataException($"not a request line: '{line}'");
        if (!method.All(Fields.IsTokenCharacter) || target.Any(c => c is <= ' ' or >= '\x7f'))
            throw new InvalidDataException($"not a request line: '{line}'");
        var head = await reader.ReadFieldsAsync(closing.Token);
        if (head.Values("Host").Length != 1)
            throw new InvalidDataException($"{head.Values("Host").Length} Host fields");
        if (head["Transfer-Encoding"] is { } coding && (coding != "chunked" || head.Has("Content-Length")))
            throw new InvalidDataException($"Transfer-Encoding: {coding} with Content-Length or of another kind");
        if (head["Content-Length"] is { } length && !length.All(char.IsAsciiDigit))
            throw new InvalidDataException($"Content-Length: {length}");
        return new RecordedRequest(connection, method, target, head);
    }

    private void Record(Action add)
    {
        TaskCompletionSource done;
        lock (recordLock)
        {
            add();
            done = recorded;
            recorded = New();
        }

        done.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
