using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Serinus.Soak;

/// <summary>A server behind the edge that tells its name, or gives back what it got, in every protocol. It is a process of its own, so that it can be killed.</summary>
internal static class Upstream
{
    public const int LargeBytes = 1_000_000;

    public static async Task RunAsync(string name, UpstreamPorts ports)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, ports.Http, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, ports.H2c, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(context => AnswerAsync(context, name));
        await app.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, ports.Tcp);
        listener.Start();
        using var datagrams = new UdpClient(new IPEndPoint(IPAddress.Loopback, ports.Udp));
        await Task.WhenAny(app.WaitForShutdownAsync(), EchoConnectionsAsync(listener), EchoDatagramsAsync(datagrams));
    }

    private static Task AnswerAsync(HttpContext context, string name) =>
        context.Request.Path.Value switch
        {
            "/socket" => EchoMessagesAsync(context),
            "/test.Echo/Once" or "/test.Echo/Chat" => EchoCallAsync(context),
            "/large" => LargeAsync(context),
            "/echo" => context.Request.Body.CopyToAsync(context.Response.Body),
            _ => context.Response.WriteAsync(name),
        };

    private static async Task LargeAsync(HttpContext context)
    {
        context.Response.ContentLength = LargeBytes;
        await context.Response.Body.WriteAsync(new byte[LargeBytes]);
    }

    /// <summary>A gRPC method that gives back each message as it comes: to this side they are bytes.</summary>
    private static async Task EchoCallAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        var buffer = new byte[4096];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0; )
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
            await context.Response.Body.FlushAsync();
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task EchoMessagesAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[4096];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (received.CloseStatus is { } status)
            {
                await socket.CloseAsync(status, received.CloseStatusDescription, CancellationToken.None);
                return;
            }

            await socket.SendAsync(
                buffer.AsMemory(0, received.Count),
                received.MessageType,
                received.EndOfMessage,
                CancellationToken.None
            );
        }
    }

    private static async Task EchoConnectionsAsync(TcpListener listener)
    {
        while (true)
            _ = EchoAsync(await listener.AcceptTcpClientAsync());
    }

    private static async Task EchoAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                await stream.CopyToAsync(stream);
            }
            catch (IOException)
            {
                // The other side is gone; it counts what it misses.
            }
        }
    }

    private static async Task EchoDatagramsAsync(UdpClient socket)
    {
        while (true)
        {
            var asked = await socket.ReceiveAsync();
            await socket.SendAsync(asked.Buffer, asked.RemoteEndPoint);
        }
    }
}
