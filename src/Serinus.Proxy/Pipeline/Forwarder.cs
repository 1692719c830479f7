using System.Diagnostics;
using System.Runtime.CompilerServices;
using Serinus.Proxy.Grpc;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// The walk of an exchange: snapshot → match → filters → choose a backend → pick an endpoint → forward, with the only loop there is
/// going back to pick, or to stable.
/// </summary>
internal static class Forwarder
{
    /// <summary>An endpoint that keeps the deadline of a call answers a moment after it; the edge lets it.</summary>
    private const int GrpcGraceMilliseconds = 500;

    /// <summary>Serves one exchange, to the end of its response.</summary>
    public static ValueTask ServeAsync(Exchange exchange, LiveSnapshot live)
    {
        var record = exchange.Record;
        exchange.Grpc = GrpcCall.Of(exchange.Head, translatesWeb: false);
        exchange.ResetCode = -1;
        if (exchange.Tls is { } tls && tls.IsMisdirected(exchange.Head.Host))
            return ReplyAsync(exchange, StandardReplies.Misdirected, "misdirected");
        var route = live.Snapshot.Table.Match(exchange.Head);
        if (route is null)
            return ReplyAsync(exchange, StandardReplies.NotFound, "no_route");

        var liveRoute = live.Routes[route.Index];
        record.Route = route;
        record.Metrics = liveRoute.Metrics;
        record.Analysis = liveRoute.Analysis;
        if (exchange.Grpc.IsCall && route.Config.GrpcWeb)
            exchange.Grpc = GrpcCall.Of(exchange.Head, translatesWeb: true);
        LocalReply answer;
        if (
            !liveRoute.Plan.IsChallenge && Answers.TryAnswer(exchange.ListenerAnswers, exchange, out answer)
            || liveRoute.Plan.TryAnswer(exchange, out answer)
        )
            return ReplyAsync(exchange, answer, answer.Error);
        if (
            IsTooLarge(exchange, route.Config.BodyBytesMax)
            || IsTooLarge(exchange, live.Snapshot.Edge.Limits.BodyBytesMax)
        )
            return ReplyAsync(exchange, StandardReplies.BodyTooLarge, "body_too_large");

        if (!liveRoute.Plan.TryRewritePath(exchange))
            return ReplyAsync(exchange, StandardReplies.BadRewrite, StandardReplies.BadRewrite.Error);

        var choice = liveRoute.Choose(exchange.Head, exchange.Worker.NextRandom());
        if (choice.Backend < 0)
            return ReplyAsync(exchange, StandardReplies.ServiceUnavailable, "all_weights_zero");
        record.Backend = choice.Backend;
        record.Reason = choice.Reason;
        exchange.Choice = choice;

        // What goes to the canary anyway needs no copy.
        if (liveRoute.Mirror is { } mirror && choice.Backend != route.Backends.Length - 1 && mirror.TakeTurn())
            MirrorCopy.Send(exchange, live, liveRoute, mirror);
        return ForwardAsync(exchange, live, liveRoute);
    }

    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private static async ValueTask ForwardAsync(Exchange exchange, LiveSnapshot live, LiveRoute route)
    {
        var record = exchange.Record;
        var worker = exchange.Worker;
        var retry = route.Route.Config.Retry;
        var deadline = worker.Loop.Now + route.Plan.TotalMilliseconds;
        if (exchange.Grpc.Milliseconds >= 0)
            deadline = Math.Min(deadline, worker.Loop.Now + exchange.Grpc.Milliseconds + GrpcGraceMilliseconds);
        var tried = 0UL;
        var staleTried = false;
        var otherTried = false;
        LiveEndpoint? again = null;

        while (true)
        {
            var backend = route.Route.Backends[record.Backend];
            var service = backend.Service is { } served ? live.Services[served.Index] : null;
            var endpoint = again ?? Pick(exchange, route, backend, service, tried);
            if (endpoint is null)
            {
                if (FallBack(route, record, TryEnd.NoConnection, nothingSent: true, canReplay: true))
                    continue;
                record.Error = service is null ? "no_service" : "no_endpoint";
                await ReplyAsync(exchange, StandardReplies.ServiceUnavailable, record.Error);
                return;
            }

            if (record.Retries == 0 && again is null)
                service!.Budget.Requested(worker.Loop.Now);
            record.Endpoint = endpoint.Endpoint;
            var attempt = new Attempt(exchange, route, service!, endpoint, deadline) { FreshOnly = again is not null };
            again = null;
            TryEnd end;
            endpoint.Enter();
            try
            {
                end = SpeaksHttp2(exchange, endpoint)
                    ? await new Http2Attempt(exchange, route, service!, endpoint, deadline).RunAsync()
                    : await attempt.RunAsync();
            }
            finally
            {
                endpoint.Leave();
            }

            if (end == TryEnd.Over)
                return;
            if (end == TryEnd.BadRequest)
            {
                await ReplyAsync(
                    exchange,
                    StandardReplies.For(exchange.BodyRejection!),
                    exchange.BodyRejection!.Reason
                );
                return;
            }

            if (end == TryEnd.OtherProtocol && !otherTried)
            {
                otherTried = true;
                again = endpoint;
                continue;
            }

            // RFC 9110 §9.2.2: after a byte was sent, only an idempotent request whose body can be sent again is tried again.
            var nothingSent = end is TryEnd.NoConnection or TryEnd.NoTls or TryEnd.ConnectTimeout or TryEnd.Refused;
            var canReplay = Idempotent.Is(exchange.Head.Method) && exchange.CanReplayBody;
            if (end == TryEnd.Stale && canReplay && !staleTried)
            {
                // The endpoint closed an idle connection while we wrote to it: no fault of its own, so it gets a new connection.
                staleTried = true;
                again = endpoint;
                continue;
            }

            var isRetryGranted = end == TryEnd.RetryStatus;
            if (
                isRetryGranted
                || end is not TryEnd.NoUpgrade
                    && end != TryEnd.FallBackStatus
                    && (nothingSent || canReplay)
                    && record.Retries < retry.Attempts
                    && worker.Loop.Now < deadline
                    && service!.Budget.TryTake(retry.BudgetPercent, retry.BudgetMinPerSecond, worker.Loop.Now)
            )
            {
                record.Retries++;
                tried = service!.AddTried(tried, endpoint);
                continue;
            }

            if (worker.Loop.Now < deadline && FallBack(route, record, end, nothingSent, canReplay))
            {
                tried = 0;
                continue;
            }

            await GiveUpAsync(exchange, end);
            return;
        }
    }

    /// <summary>An endpoint of the backend; none when the backend is a canary without a healthy one and stable can take its place.</summary>
    private static LiveEndpoint? Pick(
        Exchange exchange,
        LiveRoute route,
        Backend backend,
        LiveService? service,
        ulong tried
    )
    {
        var now = exchange.Worker.Loop.Now;
        if (service is null)
            return null;
        if (!backend.IsStable && route.Route.Config.Fallback.Connect && !service.HasAvailable(now))
            return null;

        // A second try goes where the balance says: the endpoint that failed may still count as available.
        var remembered = exchange.Record.Retries == 0 ? service.PickRemembered(exchange.Head, now) : null;
        return remembered ?? service.Pick(exchange.Head, tried, now, exchange.Worker.NextRandom());
    }

    /// <summary>An endpoint that may choose is asked for a WebSocket in HTTP/1.1, in which every server of WebSockets can be asked.</summary>
    private static bool SpeaksHttp2(Exchange exchange, LiveEndpoint endpoint) =>
        endpoint.Spoken == SpokenProtocol.Http2 && (exchange.Upgrade.IsEmpty || !endpoint.Chooses);

    /// <summary>Goes over from a failed canary to stable, where the route allows that.</summary>
    private static bool FallBack(LiveRoute route, ExchangeRecord record, TryEnd end, bool nothingSent, bool canReplay)
    {
        var fallback = route.Route.Config.Fallback;
        var allowed = end switch
        {
            TryEnd.NoConnection or TryEnd.NoTls or TryEnd.ConnectTimeout or TryEnd.Refused => fallback.Connect,
            TryEnd.NoUpgrade => false,
            TryEnd.FallBackStatus => fallback.ServerError,
            _ => fallback.Timeout,
        };
        if (!allowed || record.Backend == 0 || !(nothingSent || canReplay))
            return false;
        record.FellBackFrom = record.Backend;
        record.Backend = 0;
        record.Reason = ChoiceReason.Fallback;
        record.Retries = 0;
        return true;
    }

    private static ValueTask GiveUpAsync(Exchange exchange, TryEnd end) =>
        end switch
        {
            TryEnd.NoFirstByte => ReplyAsync(exchange, StandardReplies.GatewayTimeout, "first_byte_timeout"),
            TryEnd.ConnectTimeout => ReplyAsync(exchange, StandardReplies.GatewayTimeout, "connect_timeout"),
            TryEnd.NoConnection => ReplyAsync(exchange, StandardReplies.BadGateway, "connect_failed"),
            TryEnd.NoUpgrade => ReplyAsync(exchange, StandardReplies.BadGateway, "upgrade_unsupported"),
            TryEnd.Refused => ReplyAsync(exchange, StandardReplies.BadGateway, "upstream_refused"),
            TryEnd.NoTls => ReplyAsync(exchange, StandardReplies.BadGateway, "tls_failed"),
            TryEnd.Invalid => ReplyAsync(exchange, StandardReplies.BadGateway, "invalid_response"),
            _ => ReplyAsync(exchange, StandardReplies.BadGateway, "upstream_dropped"),
        };

    private static ValueTask ReplyAsync(Exchange exchange, in LocalReply reply, string? error)
    {
        var record = exchange.Record;
        record.Error = error;
        record.FirstByte = Stopwatch.GetTimestamp();
        if (exchange.Grpc.IsCall && error is not null)
        {
            ReplyToCall(exchange, in reply, error);
            return FlushAsync(exchange);
        }

        record.Status = reply.Status;
        exchange.Reply(in reply);
        return FlushAsync(exchange);
    }

    /// <summary>A caller of gRPC is told what happened in the words of gRPC, which always come with 200 (gRPC, PROTOCOL-HTTP2).</summary>
    private static void ReplyToCall(Exchange exchange, in LocalReply reply, string error)
    {
        var status =
            error != "upstream_dropped" ? GrpcStatuses.OfAnswer(reply.Status)
            : exchange.IsCallLate ? GrpcStatus.DeadlineExceeded
            : GrpcStatuses.OfReset(exchange.ResetCode);
        exchange.Record.Status = 200;
        exchange.Record.GrpcStatus = (int)status;
        exchange.Reply(
            new LocalReply
            {
                Status = 200,
                Fields = GrpcReply.Fields(exchange.Grpc.Kind, status, error),
                Close = reply.Close,
            }
        );
    }

    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private static async ValueTask FlushAsync(Exchange exchange)
    {
        if (!(await exchange.FlushAsync(exchange.Worker.Loop.Now + exchange.WriteMilliseconds)).IsDone)
            exchange.Abort();
    }

    private static bool IsTooLarge(Exchange exchange, long bodyBytesMax) =>
        bodyBytesMax > 0 && exchange.BodyLength > bodyBytesMax;
}
