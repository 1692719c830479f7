using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Serinus.EndToEnd.Grpc;

/// <summary>A real server of gRPC, and of a few plain paths, over HTTP/2 or both versions.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private EchoServer(WebApplication app, bool isSecure)
    {
        this.app = app;
        Port = new Uri(app.Urls.Single()).Port;
        Url = $"{(isSecure ? "https" : "h2c")}://127.0.0.1:{Port}";
    }

    public int Port { get; }

    public string Url { get; }

    public static async Task<EchoServer> StartAsync(
        X509Certificate2? certificate = null,
        HttpProtocols protocols = HttpProtocols.Http2,
        int port = 0
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                port,
                listen =>
                {
                    listen.Protocols = protocols;
                    if (certificate is not null)
                        listen.UseHttps(certificate);
                }
            )
        );
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<EchoService>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IServiceMethodProvider<EchoService>, EchoService.Methods>()
        );
        var app = builder.Build();
        app.MapGrpcService<EchoService>();
        app.MapGet("/version", (HttpContext context) => context.Request.Protocol);
        app.MapGet(
            "/seen",
            (HttpContext context) =>
                $"{context.Request.Scheme} {context.Request.Host} {context.Request.Headers["X-Forwarded-Proto"]} {context.Request.Headers["X-Forwarded-Host"]} {context.Request.Headers.Via}"
        );
        app.MapPost("/length", (Delegate)LengthAsync);
        app.MapGet("/large", (HttpContext context) => context.Response.Body.WriteAsync(new byte[3_000_000]).AsTask());
        app.MapGet("/empty", () => Results.StatusCode(204));
        await app.StartAsync();
        return new EchoServer(app, certificate is not null);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            await app.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Calls that were still open are cut, which is what such a test is about.
        }

        await app.DisposeAsync();
    }

    private static async Task<string> LengthAsync(HttpContext context)
    {
        var buffer = new byte[8192];
        var length = 0;
        for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0; )
            length += read;
        return $"{length} {context.Request.ContentLength}";
    }
}
