using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Security.Cryptography;

namespace Serinus.Soak.Clients;

/// <summary>Clients of the framework: TLS, HTTP/2, calls of gRPC, WebSockets.</summary>
internal static class FrameworkClients
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>GETs over one version of HTTP, with TLS or without, to the hosts in turns.</summary>
    public static async Task GetAsync(Traffic traffic, Version version, bool isSecure, params string[] hosts)
    {
        var kind = $"{(isSecure ? "tls " : "")}{(version.Major == 2 ? "http/2" : "http/1.1")} GET";
        using var client = Client(traffic, version, isSecure);
        var turn = 0;
        await traffic.RepeatAsync(
            kind,
            Pause,
            async () =>
            {
                var host = hosts[turn++ % hosts.Length];
                using var request = Request(HttpMethod.Get, client, host, "/");
                using var response = await client.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    traffic.Tally.Well(kind);
                    traffic.Tally.Answered(host, text);
                }
                else
                {
                    traffic.Tally.Missed(kind, $"{host}: {(int)response.StatusCode} {text.Trim()}");
                }
            }
        );
    }

    /// <summary>A new connection and a full handshake for each request.</summary>
    public static Task HandshakesAsync(Traffic traffic) =>
        traffic.RepeatAsync(
            "tls handshake",
            Pause * 5,
            async () =>
            {
                using var client = Client(traffic, HttpVersion.Version11, isSecure: true);
                using var request = Request(HttpMethod.Get, client, Hosts.Steady, "/");
                using var response = await client.SendAsync(request);
                if (response.StatusCode == HttpStatusCode.OK)
                    traffic.Tally.Well("tls handshake");
                else
                    traffic.Tally.Missed("tls handshake", $"{response.StatusCode}");
            }
        );

    /// <summary>Calls of gRPC whose messages come back: one message, and several of which each is awaited before the next is sent.</summary>
    public static async Task CallsAsync(Traffic traffic, bool isStreaming)
    {
        var kind = isStreaming ? "grpc stream" : "grpc unary";
        using var client = Client(traffic, HttpVersion.Version20, isSecure: false);
        await traffic.RepeatAsync(
            kind,
            Pause * 2,
            async () =>
            {
                using var request = Request(
                    HttpMethod.Post,
                    client,
                    Hosts.Calls,
                    isStreaming ? "/test.Echo/Chat" : "/test.Echo/Once"
                );
                request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
                var messages = new MessageStream(isStreaming ? 5 : 1);
                request.Content = messages;
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var stream = await response.Content.ReadAsStreamAsync();
                var isSame = true;
                for (var i = 0; i < messages.Count; i++)
                {
                    var expected = MessageStream.Message(i);
                    var message = new byte[expected.Length];
                    await stream.ReadExactlyAsync(message);
                    isSame &= message.AsSpan().SequenceEqual(expected);
                    messages.SendNext();
                }

                isSame &= await stream.ReadAsync(new byte[1]) == 0;
                var status = response.TrailingHeaders.TryGetValues("grpc-status", out var values)
                    ? string.Join(',', values)
                    : "none";
                if (isSame && status == "0")
                    traffic.Tally.Well(kind);
                else
                    traffic.Tally.Missed(kind, $"status {(int)response.StatusCode}, grpc-status {status}");
            }
        );
    }

    /// <summary>WebSockets by HTTP/1.1: twenty messages each, and a farewell.</summary>
    public static Task SocketsAsync(Traffic traffic) =>
        traffic.RepeatAsync(
            "websocket",
            Pause,
            async () =>
            {
                using var limit = new CancellationTokenSource(Patience);
                using var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Host", Hosts.Steady);
                await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{traffic.Site.Edge.Port}/socket"), limit.Token);
                for (var i = 0; i < 20; i++)
                {
                    var message = RandomNumberGenerator.GetBytes(200);
                    var answer = new byte[message.Length];
                    await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, limit.Token);
                    for (var at = 0; at < answer.Length; )
                        at += (await socket.ReceiveAsync(answer.AsMemory(at), limit.Token)).Count;
                    if (answer.AsSpan().SequenceEqual(message))
                        traffic.Tally.Well("websocket");
                    else
                        traffic.Tally.Missed("websocket", "another message came back");
                    await Task.Delay(Pause, limit.Token);
                }

                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", limit.Token);
            }
        );

    private static HttpClient Client(Traffic traffic, Version version, bool isSecure)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = traffic.Trust(Hosts.Steady),
        };
        var port = isSecure ? traffic.Site.TlsPort : traffic.Site.Edge.Port;
        return new HttpClient(handler)
        {
            BaseAddress = new Uri($"{(isSecure ? "https" : "http")}://127.0.0.1:{port}"),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Patience,
        };
    }

    private static HttpRequestMessage Request(HttpMethod method, HttpClient client, string host, string path)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        request.Headers.Host = host;
        return request;
    }

    /// <summary>Messages of a call, each sent when it is asked for, the first at once.</summary>
    private sealed class MessageStream : HttpContent
    {
        private readonly SemaphoreSlim turns = new(1);

        public MessageStream(int count)
        {
            Count = count;
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        public int Count { get; }

        /// <summary>A message with its frame: not compressed, its length, its bytes.</summary>
        public static byte[] Message(int number)
        {
            var message = new byte[5 + 100];
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 100);
            message.AsSpan(5).Fill((byte)number);
            return message;
        }

        public void SendNext() => turns.Release();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < Count; i++)
            {
                if (!await turns.WaitAsync(Patience))
                    throw new IOException("the answer to the last message did not come");
                await stream.WriteAsync(Message(i));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            turns.Dispose();
            base.Dispose(disposing);
        }
    }
}
