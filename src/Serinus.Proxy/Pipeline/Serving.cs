using System.Diagnostics;
using System.Runtime.CompilerServices;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;

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
        var inFlightMax = live.Snapshot.Edge.Limits.InFlightMax;
        return inFlightMax > 0 ? ServeWithinAsync(exchange, live, inFlightMax) : AnswerAsync(exchange, live);
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

    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private static async ValueTask ServeWithinAsync(Exchange exchange, LiveSnapshot live, int inFlightMax)
    {
        var state = exchange.Worker.State;
        if (!state.TryEnter(inFlightMax))
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

    private static ValueTask AnswerAsync(Exchange exchange, LiveSnapshot live) =>
        exchange.IsAsterisk
            ? ReplyAsync(exchange, StandardReplies.Options, null)
            : Forwarder.ServeAsync(exchange, live);
}
