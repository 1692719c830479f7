using System.Net;
using System.Net.Http;
using System.Text;
using Serinus.Proxy.Grpc;
using Serinus.Proxy.Upstreams.Http2;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// Makes a forwarded request for HTTP/2. Its head is written as for HTTP/1.1 and read again, so that what is left out, added and
/// rewritten is decided in one place.
/// </summary>
internal static class Http2Request
{
    private static readonly UriCreationOptions AsWritten = new()
    {
        DangerousDisablePathAndQueryCanonicalization = true,
    };

    public static HttpRequestMessage Make(
        Exchange exchange,
        RoutePlan plan,
        Http2Target target,
        ReadOnlySpan<byte> endpointHost,
        HttpContent? content
    )
    {
        var isTunnel = !exchange.Upgrade.IsEmpty;
        var output = new OutputBuffer(exchange.Worker.Loop.Buffers);
        RequestWriter.Write(output, exchange, plan, BodyKind.None, endpointHost);
        var request = Read(output.Written.Span, target.Origin, content, exchange.Grpc.IsTranslated);
        output.Release();
        if (isTunnel)
        {
            // RFC 8441 §5: no key, for the stream itself proves what the proof of HTTP/1.1 is for.
            request.Method = HttpMethod.Connect;
            request.Headers.Protocol = "websocket";
            request.Headers.Remove("Sec-WebSocket-Key");
            return request;
        }

        // RFC 9113 §8.2.2: the one value TE may have; servers of gRPC refuse calls without it.
        if (exchange.Grpc.IsCall || TakesTrailers(exchange.Head))
            request.Headers.TryAddWithoutValidation("TE", "trailers");
        if (exchange.ExpectsContinue && content is not null)
            request.Headers.ExpectContinue = true;
        return request;
    }

    private static HttpRequestMessage Read(
        ReadOnlySpan<byte> head,
        string origin,
        HttpContent? content,
        bool isTranslated
    )
    {
        var position = head.IndexOf("\r\n"u8) + 2;
        var methodEnd = head.IndexOf((byte)' ');
        var line = head[(methodEnd + 1)..(position - 2)];
        var target = Encoding.Latin1.GetString(line[..line.LastIndexOf((byte)' ')]);
        var request = new HttpRequestMessage(
            new HttpMethod(Encoding.ASCII.GetString(head[..methodEnd])),
            new Uri(origin + target, AsWritten)
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        while (FieldLine.Read(head, ref position, out var field, out var isEnd, out _) == ParseStatus.Done && !isEnd)
        {
            var value = Encoding.Latin1.GetString(head.Slice(field.Value.Start, field.Value.Length));
            switch (field.Known)
            {
                case KnownHeader.Host:
                    request.Headers.Host = value;
                    continue;
                case KnownHeader.Connection:
                case KnownHeader.Upgrade:
                case KnownHeader.ContentLength:
                    continue;
                case KnownHeader.ContentType when isTranslated:
                    value = GrpcWeb.PlainType(value);
                    break;
            }

            Add(request, Encoding.ASCII.GetString(head.Slice(field.Name.Start, field.Name.Length)), value);
        }

        return request;
    }

    /// <summary>The framework keeps fields of content apart, also where there is none.</summary>
    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (request.Headers.TryAddWithoutValidation(name, value))
            return;
        request.Content ??= new ByteArrayContent([]);
        request.Content.Headers.TryAddWithoutValidation(name, value);
    }

    private static bool TakesTrailers(RequestHead head)
    {
        foreach (ref readonly var field in head.Fields)
        {
            if (field.Known == KnownHeader.Te && Ascii.EqualsIgnoreCase(head.Span(field.Value), "trailers"u8))
                return true;
        }

        return false;
    }
}
