using System.Diagnostics;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;
using Serinus.Proxy.Grpc;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams.Http2;
using Serinus.Proxy.Wire;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// A WebSocket to an endpoint over HTTP/2: the stream that was opened for it (RFC 8441) is joined with the client's side, which may be a
/// connection of HTTP/1.1 or a stream too.
/// </summary>
internal sealed class Http2Upgrade(
    Exchange exchange,
    LiveRoute route,
    EndpointReport report,
    CancellationTokenSource stop
)
{
    /// <summary>How a request to change protocols that cannot go over HTTP/2 ends; null when it can.</summary>
    public static TryEnd? Refuse(Exchange exchange)
    {
        if (!Ascii.EqualsIgnoreCase(exchange.Upgrade, "websocket"u8))
            return TryEnd.NoUpgrade;

        // RFC 6455 §4.2.1: the edge answers in place of the server, so it must see what a server has to see.
        if (exchange.Head.Method.SequenceEqual("GET"u8) && WebSocketHandshake.IsKey(Key(exchange)))
            return null;
        exchange.RefuseBody(Rejection.WebSocketKey);
        return TryEnd.BadRequest;
    }

    /// <summary>Relays until both directions have ended.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<TryEnd> RunAsync(HttpResponseMessage message)
    {
        var response = new Http2Response();
        var limits = exchange.Live.Snapshot.Edge.Limits;
        if (!response.TryReadHead(message, limits.ResponseHeadBytesMax, GrpcKind.None, isEmpty: false))
            return report.Failed(TryEnd.Invalid, TryOutcome.Invalid);
        response.Switch(WebSocketHandshake.Answer(Key(exchange)));
        var record = exchange.Record;
        record.FirstByte = Stopwatch.GetTimestamp();
        record.Status = StatusCodes.SwitchingProtocols;
        report.Answered(StatusCodes.SwitchingProtocols);

        var loop = exchange.Worker.Loop;
        var upstream = new EndpointTunnel(loop, message.Content.ReadAsStream(CancellationToken.None), stop);
        var client = exchange.SwitchProtocols(response.Head, in response.Framing);
        var tunnel = new Tunnel(client, upstream, route.Plan.IdleMilliseconds);
        if ((await exchange.FlushAsync(loop.Now + exchange.WriteMilliseconds)).IsDone)
            await tunnel.RunAsync(exchange.TakeUnread(), default);
        record.RequestBodyBytes = tunnel.BytesFromClient;
        record.ResponseBodyBytes = tunnel.BytesToClient;
        upstream.Close();
        await upstream.EndAsync();
        return TryEnd.Over;
    }

    private static ReadOnlySpan<byte> Key(Exchange exchange) =>
        exchange.Head.TryGet("sec-websocket-key"u8, out var key) ? key : default;
}
