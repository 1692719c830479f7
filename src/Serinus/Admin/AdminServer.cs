using System.Net;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serinus.Admin.Metrics;
using Serinus.Admin.Rollouts;
using Serinus.Control;

namespace Serinus.Admin;

/// <summary>
/// Health, metrics and the API, on an address of their own: a web server beside the data plane, so whatever happens to
/// one leaves the other alone.
/// </summary>
public sealed class AdminServer : IAsyncDisposable
{
    private const int ConnectionsMax = 256;
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private readonly WebApplication app;

    private AdminServer(WebApplication app, IPEndPoint endPoint)
    {
        this.app = app;
        EndPoint = endPoint;
    }

    /// <summary>Where it listens, with the port taken when 0 was asked.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Opens the address and begins to answer.</summary>
    /// <param name="address">Where to listen.</param>
    /// <param name="basePath">Prefix of every path; empty for none.</param>
    /// <param name="status">What is told.</param>
    /// <param name="metrics">The metrics page.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="tokenFile">Tokens of those who may act; nobody may when null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The address is in use or not to be had.</exception>
    public static async Task<AdminServer> StartAsync(
        IPEndPoint address,
        string basePath,
        EdgeStatus status,
        MetricsPage metrics,
        string version,
        string? tokenFile,
        CancellationToken cancellation
    )
    {
        var app = Build(address);
        AdminApi.Map(app, basePath.TrimEnd('/'), status, metrics, version, new ActingTokens(tokenFile));
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception trouble) when (trouble is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new IOException(trouble.Message, trouble);
        }

        return new AdminServer(app, IPEndPoint.Parse(new Uri(app.Urls.First()).Authority));
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopTime);
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    private static WebApplication Build(IPEndPoint address)
    {
        // The empty builder reads no files and no environment variables: nothing but our own configuration decides what it does.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(address);
        });
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default);
            options.SerializerOptions.WriteIndented = true;
            // Served as application/json alone, where quotes and signs need no escape beyond JSON's own.
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        builder.Services.AddOpenApi("v1", AdminApi.Describe);

        // Signals are the program's: the admin endpoint answers while the edge drains.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder.Build();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
