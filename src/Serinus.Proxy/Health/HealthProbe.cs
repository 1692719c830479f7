using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Health;

/// <summary>
/// Runs one check: opens a connection of its own, asks for the path if there is one, closes. Nothing is kept from check to
/// check, so each also proves that the endpoint still accepts.
/// </summary>
internal sealed class HealthProbe(TimeProvider time) : IDisposable
{
    /// <summary>As much of a response's body is read, so that the endpoint sees its response taken; the rest is refused.</summary>
    private const int BodyBytesMax = 64 * 1024;

    private static readonly HttpRequestOptionsKey<Stream> Connection = new("serinus.connection");

    /// <summary>
    /// Runs on connections opened before: the handler's own connecting goes on after the request's time is up and would pile
    /// up attempts at an endpoint that swallows packets.
    /// </summary>
    private readonly HttpClient client = new(
        new SocketsHttpHandler
        {
            ConnectCallback = static (context, _) =>
                context.InitialRequestMessage.Options.TryGetValue(Connection, out var stream)
                    ? ValueTask.FromResult(stream)
                    : throw new InvalidOperationException("A health check was sent without its connection."),
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = 64,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Checks an endpoint: null when all is well, else what is wrong in one line.</summary>
    public async Task<string?> CheckAsync(HealthTarget target, HealthCheckConfig config, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(config.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var what = config.Path is null ? "TCP connection" : $"GET {config.Path}";
        try
        {
            await using var stream = await ConnectAsync(target, either.Token);
            if (config.Path is null)
                return null;
            var status = await GetAsync(stream, target, config, either.Token);
            return status >= config.StatusMin && status <= config.StatusMax ? null : $"{what} answered {status}";
        }
        catch (Exception) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            var seconds = config.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return $"{what} took longer than {seconds} s";
        }
        catch (AuthenticationException) when (target.Tls?.Refusal is { } refusal)
        {
            return $"it {refusal}";
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            // Whatever it is, the check did not pass; the innermost message is the one that names the cause.
            return $"{what} failed: {error.GetBaseException().Message}";
        }
    }

    public void Dispose() => client.Dispose();

    private static async Task<Stream> ConnectAsync(HealthTarget target, CancellationToken cancellation)
    {
        var stream = await ConnectAsync(target.Endpoint, cancellation);
        if (!target.Header.IsEmpty)
            await stream.WriteAsync(target.Header, cancellation);
        if (target.Tls is not { } tls)
            return stream;
        var secured = new SslStream(stream);
        try
        {
            var options = target.Spoken switch
            {
                SpokenProtocol.Http1 => tls.Http1,
                SpokenProtocol.Http2 => tls.Http2,
                _ => tls.Either,
            };
            await secured.AuthenticateAsClientAsync(options, cancellation);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    private static async Task<NetworkStream> ConnectAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<int> GetAsync(
        Stream stream,
        HealthTarget target,
        HealthCheckConfig config,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, UrlOf(target.Endpoint) + config.Path);
        var isHttp2 =
            target.Spoken == SpokenProtocol.Http2
            || stream is SslStream secured && secured.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2;
        request.Version = isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Options.Set(Connection, stream);
        request.Headers.ConnectionClose = !isHttp2;
        request.Headers.UserAgent.ParseAdd("serinus-health");
        if (config.Host is not null)
            request.Headers.Host = config.Host;
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        await ReadBoundedAsync(body, cancellation);
        return (int)response.StatusCode;
    }

    private static string UrlOf(Endpoint endpoint) =>
        endpoint.IsH2c ? $"http{endpoint.Address[3..]}" : endpoint.Address;

    private static async Task ReadBoundedAsync(Stream body, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        for (var left = BodyBytesMax; left > 0; )
        {
            var read = await body.ReadAsync(buffer, cancellation);
            if (read == 0)
                return;
            left -= read;
        }
    }
}
