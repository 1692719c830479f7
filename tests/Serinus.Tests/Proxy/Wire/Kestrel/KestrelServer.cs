using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Serinus.Tests.Proxy.Wire.Kestrel;

/// <summary>A real Kestrel that answers what it read of a request.</summary>
internal sealed class KestrelServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private KestrelServer(WebApplication app, int port) => (this.app, Port) = (app, port);

    private int Port { get; }

    public static async Task<KestrelServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            // Bytes beyond ASCII are not looked into by either side, and the target rules over Host (RFC 9112 §3.2.2).
            options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            options.AllowHostHeaderOverride = true;
        });
        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        return new KestrelServer(app, new Uri(app.Urls.Single()).Port);
    }

    /// <summary>What it read of the first request in <paramref name="bytes"/>; null when it refused, or says nothing for so long.</summary>
    public string? Read(byte[] bytes, TimeSpan patience)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, Port);
        var answer = new List<byte>();
        try
        {
            socket.ReceiveTimeout = (int)patience.TotalMilliseconds;
            socket.Send(bytes);
            var buffer = new byte[8192];
            while (socket.Receive(buffer) is var count and > 0)
                answer.AddRange(buffer.AsSpan(0, count));
        }
        catch (SocketException)
        {
            // It may refuse before it has read everything, or wait for more.
        }

        var text = Encoding.Latin1.GetString([.. answer]);
        if (text.StartsWith("HTTP/1.1 100 ", StringComparison.Ordinal))
            text = text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        if (!text.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
            return null;
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var length = int.Parse(text[..head].Split("Content-Length: ")[1].Split("\r\n")[0]);
        return text.Substring(head, length);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var fields = from field in request.Headers from value in field.Value select (field.Key, value ?? "");
        var answer = Encoding.Latin1.GetBytes(
            ReadRequest.Describe(request.Method, request.RawTarget, fields, body.ToArray())
        );
        context.Response.ContentLength = answer.Length;
        context.Response.Headers.Connection = "close";
        // A response to HEAD has no content; the test reads what the request was all the same.
        await context.Response.Body.WriteAsync(answer);
    }
}
