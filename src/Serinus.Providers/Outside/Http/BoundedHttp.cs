using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Serinus.Rollouts.Analysis.Expressions;

namespace Serinus.Providers.Outside.Http;

/// <summary>
/// Asks services of others. Every answer is bounded in time and size, redirects are not followed, and trouble is an answer; nothing is thrown
/// but on cancellation. Any number of calls may run at once.
/// </summary>
internal sealed class BoundedHttp : IDisposable
{
    private const int ConnectionsMax = 32;

    /// <summary>Shorter than what common servers keep idle connections for (Node: 5 s), so that requests do not meet a connection that ends.</summary>
    private static readonly TimeSpan idleTime = TimeSpan.FromSeconds(4);

    /// <summary>Names are resolved anew after this time.</summary>
    private static readonly TimeSpan connectionLife = TimeSpan.FromMinutes(2);

    private readonly TimeProvider time;
    private readonly HttpMessageInvoker[] invokers;

    public BoundedHttp(TimeProvider time)
    {
        this.time = time;
        invokers = [Invoker(false, false), Invoker(false, true), Invoker(true, false), Invoker(true, true)];
    }

    public async Task<HttpAnswer> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage();
        if (Fill(request, call) is { } wrong)
            return HttpAnswer.None(wrong);
        using var limit = new CancellationTokenSource(call.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var invoker = invokers[(call.IsVerified ? 2 : 0) + (call.IsAlone ? 1 : 0)];
            using var response = await invoker.SendAsync(request, both.Token);
            var (text, isCut) = await ReadAsync(response.Content, call.AnswerBytesMax, both.Token);
            return new HttpAnswer
            {
                Status = (int)response.StatusCode,
                Text = text,
                IsCut = isCut,
                RetryAfter = RetryAfter(response),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HttpAnswer.None(
                $"{Place(request)} gives no answer within {Seconds(call.Timeout)}; look whether it is overloaded, or allow more time",
                mayHaveArrived: true
            );
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return Failed(request, failure);
        }
    }

    public void Dispose()
    {
        foreach (var invoker in invokers)
            invoker.Dispose();
    }

    /// <summary>Host and port: what may be told of a URL, whose path or query may be a secret.</summary>
    public static string Place(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Authority : "a URL that is none";

    private static string Place(HttpRequestMessage request) => request.RequestUri!.Authority;

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");

    /// <summary>Fills in the request; what is wrong with it, or null.</summary>
    private static string? Fill(HttpRequestMessage request, HttpCall call)
    {
        if (
            !Uri.TryCreate(call.Url, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.Host.Length == 0
        )
            return "the address is no URL of http or https; write one such as http://prometheus.monitoring:9090";
        request.Method = call.Method;
        request.RequestUri = url;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("serinus", null));
        if (url.UserInfo.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo)))
            );
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.Body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", call.BodyType);
        }

        foreach (var (name, value) in call.Fields)
        {
            if (!IsToken(name) || value.Any(c => c is < ' ' and not '\t' or > '~'))
                return $"the field '{Excerpt.Of(name, 40)}' cannot be sent; a name is letters, digits and hyphens, a value is one line of ASCII";
            var isOfBody = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);
            HttpHeaders? fields = isOfBody ? request.Content?.Headers : request.Headers;
            fields?.Remove(name);
            fields?.TryAddWithoutValidation(name, value);
        }

        return null;
    }

    private static bool IsToken(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));

    private static async Task<(string Text, bool IsCut)> ReadAsync(
        HttpContent content,
        int bytesMax,
        CancellationToken cancellationToken
    )
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        using var kept = new MemoryStream();
        var piece = new byte[Math.Min(bytesMax + 1, 16 * 1024)];
        while (kept.Length <= bytesMax)
        {
            var read = await body.ReadAsync(piece, cancellationToken);
            if (read == 0)
                break;
            kept.Write(piece, 0, read);
        }

        var length = (int)Math.Min(kept.Length, bytesMax);
        return (Encoding.UTF8.GetString(kept.GetBuffer(), 0, length), kept.Length > bytesMax);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };

    private static HttpAnswer Failed(HttpRequestMessage request, Exception failure)
    {
        var kind = (failure as HttpRequestException)?.HttpRequestError;
        var mayHaveArrived =
            kind
            is not (
                HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError
            );
        var why = Excerpt.Of((failure.InnerException ?? failure).Message, 200).TrimEnd('.');
        var cure = kind switch
        {
            HttpRequestError.NameResolutionError => "check the host's name and DNS",
            HttpRequestError.ConnectionError =>
                "look whether it runs, and whether the network lets this machine reach it",
            HttpRequestError.SecureConnectionError => "check its certificate, or whether it speaks TLS at all",
            HttpRequestError.ProxyTunnelError => "check the proxy of HTTPS_PROXY, or name the host in NO_PROXY",
            _ => "look at its log",
        };
        return HttpAnswer.None($"{Place(request)} cannot be asked: {why}; {cure}", mayHaveArrived);
    }

    private static HttpMessageInvoker Invoker(bool isVerified, bool isAlone)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = ConnectionsMax,
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 0,
            PooledConnectionIdleTimeout = idleTime,
            PooledConnectionLifetime = isAlone ? TimeSpan.Zero : connectionLife,
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            ActivityHeadersPropagator = null,
        };
        if (!isVerified)
        {
            // Asked for by the operator, for this one service (disableTLS, insecureSkipVerify).
#pragma warning disable CA5359
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            };
#pragma warning restore CA5359
        }

        return new HttpMessageInvoker(handler);
    }
}
