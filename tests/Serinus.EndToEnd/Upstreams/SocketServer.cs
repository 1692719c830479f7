using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Serinus.EndToEnd.Upstreams;

/// <summary>A real server of HTTP/2, alone or by choice, of WebSockets too (RFC 8441), which counts its connections.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int open;
    private int opened;

    private SocketServer(X509Certificate2? certificate, bool onlyHttp2)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    listen.Protocols = onlyHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1AndHttp2;
                    listen.Use(next => connection => CountAsync(next, connection));
                    if (certificate is not null)
                        listen.UseHttps(https =>
                            https.ServerCertificateSelector = (_, name) =>
                            {
                                Names.Add(name ?? "");
                                return certificate;
                            }
                        );
                }
            )
        );
        app = builder.Build();
        app.UseWebSockets();
        foreach (var path in new[] { "/host", "/plain" })
            app.MapGet(path, (HttpContext context) => $"{context.Request.Scheme} {context.Request.Host}");
        app.MapGet("/wait", WaitAsync);
        app.Map("/chat", EchoAsync);
        app.Map("/refuse", (HttpContext context) => Results.Text("not here", statusCode: 403));
        app.Map("/raw", ReadSentenceAsync);
        Scheme = certificate is null ? "h2c" : "https";
    }

    public string Url => $"{Scheme}://127.0.0.1:{new Uri(app.Urls.Single()).Port}";

    /// <summary>Connections that are open.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Connections there ever were.</summary>
    public int Opened => Volatile.Read(ref opened);

    /// <summary>Names asked for by TLS.</summary>
    public ConcurrentBag<string> Names { get; } = [];

    /// <summary>Lets responses that wait go on.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A tunnel that is read as it is has ended.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string Scheme { get; }

    public static async Task<SocketServer> StartAsync(X509Certificate2? certificate = null, bool onlyHttp2 = true)
    {
        var server = new SocketServer(certificate, onlyHttp2);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Gate.TrySetResult();
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            await app.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // What is open still is cut.
        }

        await app.DisposeAsync();
    }

    private async Task CountAsync(
        Microsoft.AspNetCore.Connections.ConnectionDelegate next,
        Microsoft.AspNetCore.Connections.ConnectionContext connection
    )
    {
        Interlocked.Increment(ref opened);
        Interlocked.Increment(ref open);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    private async Task WaitAsync(HttpContext context)
    {
        await context.Response.WriteAsync("first ");
        await context.Response.Body.FlushAsync();
        await Gate.Task;
        await context.Response.WriteAsync("last");
    }

    /// <summary>Says how it was asked, then sends back what comes.</summary>
    private static async Task EchoAsync(HttpContext context)
    {
        var request = context.Request;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            context.WebSockets.WebSocketRequestedProtocols[0]
        );
        var how =
            $"{request.Method} {request.Protocol} {request.Scheme} {request.Host} {request.QueryString} key={request.Headers.SecWebSocketKey} upgrade={request.Headers.Upgrade} {request.Headers.Cookie}";
        await socket.SendAsync(Encoding.UTF8.GetBytes(how), WebSocketMessageType.Text, true, context.RequestAborted);
        var buffer = new byte[65_536];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
                break;
            await socket.SendAsync(
                buffer.AsMemory(0, received.Count),
                received.MessageType,
                received.EndOfMessage,
                context.RequestAborted
            );
        }

        await socket.CloseAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, CancellationToken.None);
    }

    /// <summary>Reads a tunnel as far as a full stop, whatever it carries, and answers then.</summary>
    private async Task ReadSentenceAsync(HttpContext context)
    {
        var connect = context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>();
        await using var tunnel = await connect.AcceptAsync();
        await tunnel.WriteAsync("hello "u8.ToArray());
        await tunnel.FlushAsync();
        var all = 0;
        var buffer = new byte[100];
        try
        {
            for (int read; (read = await tunnel.ReadAsync(buffer, context.RequestAborted)) > 0; )
            {
                all += read;
                if (buffer[read - 1] == '.')
                    break;
            }

            await tunnel.WriteAsync(Encoding.ASCII.GetBytes($"{all} bytes"));
        }
        finally
        {
            Ended.TrySetResult();
        }
    }
}
