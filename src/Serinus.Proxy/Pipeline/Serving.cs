using System.Diagnostics;
using System.Runtime.CompilerServices;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Pipeline;

/// <summary>What every protocol does with an exchange around the walk of <see cref="Forwarder"/>: its record, the edge's own limits, answers of the edge's own.</summary>
internal static class Serving
{
    /// <summary>How long a client may take to accept an answer of the edge's own to what is not worth the name of a request.</summary>
    private const int ReplyMilliseconds = 2_000;

    /// <summary>Begins to remember an exchange.</summary>
    public static ExchangeRecord BeginRecord(Exchange exchange, ListenerSeat seat, LiveSnapshot live)
    {
        var record = exchange.Record;
        record.Reset();
        record.Snapshot = live.Snapshot;
        record.Listener = seat.IndexIn(live.Snapshot);
        record.Started = Stopwatch.GetTimestamp();
        exchange.Worker.Telemetry.ExchangeStarted();
        return record;
    }

    /// <summary>Counts and logs what is remembered.</summary>
    public static void EndRecord(Exchange exchange)
    {
        exchange.Record.Ended = Stopwatch.GetTimestamp();
        exchange.Worker.Telemetry.Record(exchange.Record);
    }

    /// <summary>Serves an exchange that has begun, within the limits of the edge.</summary>
    public static ValueTask ServeAsync(Exchange exchange, ListenerSeat seat, LiveSnapshot live)
    {
        exchange.ListenerAnswers = seat.AnswersIn(live);
        exchange.Record.Request = exchange.Head;
        var limits = live.Snapshot.Edge.Limits;
        return limits.InFlightMax > 0 || IsCounted(exchange, limits)
            ? ServeWithinAsync(exchange, live, limits)
            : AnswerAsync(exchange, live);
    }

    /// <summary>Answers for the edge, in short time.</summary>
    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    public static async ValueTask ReplyAsync(Exchange exchange, LocalReply reply, string? error)
    {
        exchange.Record.Status = reply.Status;
        exchange.Record.Error = error;
        exchange.Reply(in reply);
        if (!(await exchange.FlushAsync(exchange.Worker.Loop.Now + ReplyMilliseconds)).IsDone)
            exchange.Abort();
    }

    /// <summary>A client that has one request on each connection has no more of them than connections: where that limit is lower, it alone is counted.</summary>
    private static bool IsCounted(Exchange exchange, LimitsConfig limits) =>
        exchange.Share is not null
        && limits.InFlightPerClientMax > 0
        && (
            exchange.IsOneOfMany
            || limits.ConnectionsPerClientMax == 0
            || limits.InFlightPerClientMax < limits.ConnectionsPerClientMax
        );

    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private static async ValueTask ServeWithinAsync(Exchange exchange, LiveSnapshot live, LimitsConfig limits)
    {
        var state = exchange.Worker.State;
        var counted = IsCounted(exchange, limits) ? exchange.Share : null;
        if (counted is not null && !counted.TryEnter(limits.InFlightPerClientMax))
        {
            await ReplyAsync(exchange, StandardReplies.TooManyRequests, "in_flight_per_client_max");
            return;
        }

        try
        {
            if (!state.TryEnter(limits.InFlightMax == 0 ? int.MaxValue : limits.InFlightMax))
            {
                await ReplyAsync(exchange, StandardReplies.Overloaded, "in_flight_max");
                return;
            }

            try
            {
                await AnswerAsync(exchange, live);
            }
            finally
            {
                state.Leave();
            }
        }
        finally
        {
            counted?.Leave();
        }
    }

    private static ValueTask AnswerAsync(Exchange exchange, LiveSnapshot live) =>
        exchange.IsAsterisk
            ? ReplyAsync(exchange, StandardReplies.Options, null)
            : Forwarder.ServeAsync(exchange, live);
}
