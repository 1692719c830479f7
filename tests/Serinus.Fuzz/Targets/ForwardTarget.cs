using System.Net.Sockets;
using System.Text;
using Serinus.Proxy;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Testbed;

namespace Serinus.Fuzz.Targets;

/// <summary>
/// The whole data plane between a client that sends the input and an upstream that reads without mercy: what arrives there is well-formed,
/// and is a request that the parser read from the input. More would be smuggled.
/// </summary>
internal sealed class ForwardTarget : Target
{
    private static readonly LimitsConfig Limits = new();

    /// <summary>The beginning of a request whose end never comes may reach the upstream when the next inputs are on their way.</summary>
    private const int LateInputs = 4096;

    private readonly Queue<List<string>> late = new();
    private readonly Lazy<RecordingUpstream> upstream;
    private readonly Lazy<Edge> edge;

    public ForwardTarget()
    {
        upstream = new(() => new RecordingUpstream { Script = AnswerAsync });
        edge = new(Start);
    }

    public override string Name => "forward";

    public override IReadOnlyList<string> Words => [.. HttpWords.Request, .. HttpWords.Body];

    public override void Check(byte[] input)
    {
        upstream.Value.Forget();
        var answer = Send(input);
        var read = ReadAll(input);

        Law.Same("", string.Join('\n', upstream.Value.Malformed), "what is forwarded is well-formed");
        var next = 0;
        foreach (var request in upstream.Value.Requests.Select(request => $"{request.Method} {request.Target}"))
        {
            var at = read.IndexOf(request, next);
            Law.Holds(
                at >= 0 || late.Any(earlier => earlier.Contains(request)),
                $"'{request}' was not asked, but:\n{string.Join('\n', read)}"
            );
            next = Math.Max(next, at + 1);
        }

        late.Enqueue(read);
        if (late.Count > LateInputs)
            late.Dequeue();
        Law.Holds(answer.Length == 0 || answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal), "an answer or none");
    }

    protected override void Dispose(bool disposing)
    {
        if (edge.IsValueCreated)
            edge.Value.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (upstream.IsValueCreated)
            upstream.Value.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private static async Task AnswerAsync(RecordedRequest request)
    {
        await request.ReadBodyAsync();
        await request.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private Edge Start()
    {
        var started = new Edge(new EdgeOptions { Loops = 1, Transport = TransportKind.Epoll });
        var fragment = new Fragment
        {
            Provider = "fuzz",
            Listeners =
            [
                new ListenerConfig
                {
                    Name = "web",
                    Address = "127.0.0.1:0",
                    Http2 = false,
                },
            ],
            Services = [new ServiceConfig { Name = "s", Endpoints = [new EndpointConfig(upstream.Value.Url)] }],
            Routes = [new RouteConfig { Name = "r", Backends = [new BackendConfig { Service = "s" }] }],
        };
        var problems = started.Publish(Compiler.Compile([fragment], null, new byte[32]).Snapshot);
        return problems.IsEmpty ? started : throw new InvalidOperationException($"{problems[0]}");
    }

    /// <summary>Sends the input, says that nothing follows, and reads to the end.</summary>
    private string Send(byte[] input)
    {
        using var client = new TcpClient { NoDelay = true };
        client.Connect(edge.Value.Bound[0].EndPoint);
        client.ReceiveTimeout = 10_000;
        var answer = new StringBuilder();
        try
        {
            var half = Pieces.Seed(input) & 1023;
            client.Client.Send(input.AsSpan(0, Math.Min(half, input.Length)));
            if (half < input.Length)
                client.Client.Send(input.AsSpan(half));
            client.Client.Shutdown(SocketShutdown.Send);
            var buffer = new byte[16 * 1024];
            while (client.Client.Receive(buffer) is var count and > 0)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (SocketException broken) when (broken.SocketErrorCode != SocketError.TimedOut)
        {
            // The edge may refuse before it has read everything, and then resets.
        }

        return answer.ToString();
    }

    /// <summary>Every request that stands in the input, one after another, as it would be forwarded.</summary>
    private static List<string> ReadAll(byte[] input)
    {
        var read = new List<string>();
        var buffer = new InputBuffer(new BufferPool());
        input.CopyTo(buffer.RoomForBody(isHeadHeld: false));
        buffer.Received(input.Length);
        while (true)
        {
            var (parser, head) = (new RequestParser(), new RequestHead());
            head.Reset(buffer.Bytes);
            parser.Reset(buffer.Start);
            if (parser.Parse(buffer.All, head, Limits) != ParseStatus.Done)
                return read;
            var query = head.HasQuery ? $"?{Encoding.Latin1.GetString(head.Query)}" : "";
            read.Add($"{Encoding.Latin1.GetString(head.Method)} {Encoding.Latin1.GetString(head.Path)}{query}");
            buffer.Consume(parser.End - buffer.Start);
            var body = new MessageBody(buffer);
            var kind =
                parser.Framing.IsChunked ? BodyKind.Chunked
                : parser.Framing.ContentLength > 0 ? BodyKind.Length
                : BodyKind.None;
            body.Begin(kind, parser.Framing.ContentLength, Limits.TrailerBytesMax, isHeadHeld: false);
            BodyStatus status;
            while ((status = body.Next(out _)) == BodyStatus.Data)
                continue;
            if (status != BodyStatus.End)
                return read;
        }
    }
}
