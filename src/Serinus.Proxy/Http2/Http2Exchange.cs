using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Http2;

/// <summary>
/// The exchange of a stream of HTTP/2. The framework's server calls from its threads to attach and to process; everything between is
/// done on the loop of the connection. Kept with the server's own stream object, and used again with it.
/// </summary>
internal sealed class Http2Exchange : Exchange
{
    private readonly Http2Session session;
    private readonly RequestHeadReader reader;
    private readonly RequestBody body;
    private readonly ResponseSink response;
    private readonly Action serve;
    private readonly Action left;
    private readonly Lock attaching = new();
    private IFeatureCollection features = null!;
    private TaskCompletionSource done = null!;
    private CancellationTokenRegistration leaving;
    private StreamTunnel? tunnel;
    private Rejection? refused;
    private int stream;
    private bool isAborted;
    private volatile bool isLeftPosted;
    private bool hasLeft;
    private bool isWaitingForLeft;

    /// <summary>When the last of a response has to be with the client, after its exchange has ended.</summary>
    private long tailDeadline;

    public Http2Exchange(Http2Session session)
        : base(session.Worker)
    {
        this.session = session;
        var loop = session.Worker.Loop;
        Head.IsHttps = session.Connection.IsSecure;
        Tls = (session.Connection as TlsConnection)?.Session;
        Share = session.Share;
        Record.IsHttp2 = true;
        reader = new RequestHeadReader(loop.Buffers, Head);
        body = new RequestBody(loop);
        response = new ResponseSink(loop, session.Texts);
        serve = () => _ = ServeAsync();
        left = Left;
    }

    public override bool IsOneOfMany => true;

    public override Ends Ends => session.Connection.Ends;

    public override ReadOnlySpan<byte> Version => "2.0"u8;

    public override BodyKind BodyKind => body.Kind;

    public override long BodyLength => body.Length;

    public override bool ExpectsContinue => reader.Framing.ExpectContinue && body.Kind != BodyKind.None;

    public override ReadOnlySpan<byte> Upgrade => reader.IsWebSocket ? "websocket"u8 : default;

    public override bool IsAsterisk => reader.IsAsterisk;

    public override bool HasNominated => false;

    public override ReadOnlySpan<byte> Authority => Head.Span(reader.Framing.Host);

    public override int FieldsEnd => reader.FieldsEnd;

    public override ReadOnlySpan<byte> ForwardedLines => session.ForwardedLines;

    public override ClientAddress Peer => session.Connection.Peer;

    public override int LocalPort => session.Connection.LocalPort;

    public override Rejection? BodyRejection => refused ?? body.Rejection;

    public override bool HasGathered => response.HasGathered;

    /// <summary>Takes a request over; on the server's thread.</summary>
    public void Attach(IFeatureCollection of)
    {
        lock (attaching)
        {
            features = of;
            stream = of.GetRequiredFeature<IHttp2StreamIdFeature>().StreamId;
        }
    }

    /// <summary>Serves the request on the loop; completes when nothing there touches it any more.</summary>
    public Task ProcessAsync()
    {
        done = new TaskCompletionSource();
        session.Worker.Loop.Post(serve);
        return done.Task;
    }

    /// <summary>Resets a stream whose last bytes the client does not take in time; true when it is no longer to be waited for. On the loop.</summary>
    public bool CutTail(int of, long now)
    {
        if (now < tailDeadline)
            return false;
        lock (attaching)
        {
            // The server's object may carry another stream by now.
            if (of == stream)
                features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        }

        return true;
    }

    public override bool TryPeekBody(out ReadOnlyMemory<byte> whole) => body.TryPeek(out whole);

    public override void TakePeekedBody() => Record.RequestBodyBytes += body.TakePeeked();

    public override BodyStatus NextBody(out ReadOnlyMemory<byte> data) => body.Next(out data);

    public override ValueTask<Transfer> ReceiveBodyAsync(long deadline) => body.ReceiveAsync(deadline);

    public override void CancelReceiveBody() => body.Cancel();

    public override void SetBodyDeadline(long deadline) => body.SetDeadline(deadline);

    public override void RefuseBody(Rejection why) => refused = why;

    public override ReadOnlySpan<HeaderField> Trailers(out ReadOnlySpan<byte> bytes)
    {
        bytes = body.TrailerBytes;
        return body.Trailers;
    }

    public override void StartResponse(ResponseHead head, in Framing framing, BodyKind kind, ResponseEdits edits) =>
        response.Start(head, in framing, kind, edits, this);

    public override void Reply(in LocalReply reply)
    {
        response.Reply(in reply, Head.Method.SequenceEqual("HEAD"u8));
        Record.ResponseBodyBytes = reply.Body.Length;
    }

    public override ValueTask<Transfer> SendInterimAsync(ResponseHead interim)
    {
        // The framework's server can send 100 (Continue), when the body is first asked for, and no other.
        if (interim.Status == StatusCodes.Continue)
            body.GiveLeave();
        return new ValueTask<Transfer>(Transfer.Done(0));
    }

    public override bool TryGather(ReadOnlySpan<byte> data) => response.TryGather(data);

    public override ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> data, long deadline) =>
        response.SendAsync(data, deadline);

    public override ValueTask<Transfer> FlushAsync(long deadline) =>
        tunnel is null ? response.FlushAsync(deadline) : tunnel.AcceptAsync(deadline);

    public override void EndResponse(ReadOnlySpan<HeaderField> trailers, ReadOnlySpan<byte> bytes) =>
        response.End(trailers, bytes);

    public override void Abort() => isAborted = true;

    public override bool Understands(ResponseHead switching)
    {
        foreach (ref readonly var field in switching.Fields)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(switching.Span(field.Name), "sec-websocket-accept"u8))
                return WebSocketHandshake.IsAnswer(Head.Span(reader.WebSocketKey), switching.Span(field.Value));
        }

        return false;
    }

    public override Connection SwitchProtocols(ResponseHead head, in Framing framing)
    {
        // RFC 8441 §5: what is 101 in HTTP/1.1 is 200 here.
        response.CopyHead(head, in framing, ProofRemoved, keepsLength: false, status: 200);
        return tunnel = new StreamTunnel(session.Connection, features);
    }

    public override ReadOnlyMemory<byte> TakeUnread() => default;

    /// <summary>RFC 8441 §5: the proof of the upgrade is between the edge and the upstream.</summary>
    private static readonly ResponseEdits ProofRemoved = new(["sec-websocket-accept"u8.ToArray()], []);

    private async Task ServeAsync()
    {
        try
        {
            session.Began();
            Begin();
            await AnswerAsync();
        }
        catch (IOException)
        {
            // The client broke its stream just as something of it was taken from the framework's server: that is no fault of the edge.
            isAborted = true;
        }
        catch (Exception bug)
        {
            isAborted = true;
            Worker.Loop.Complain?.Invoke($"a stream was reset by a fault of the edge itself, please report it: {bug}");
        }

        await LeaveAsync();
    }

    private void Begin()
    {
        IsAbandoned = isAborted = hasLeft = isLeftPosted = isWaitingForLeft = false;
        refused = null;
        tunnel = null;
        Choice = default;
        RewrittenPath = null;
        response.Begin(features);
        leaving = features
            .GetRequiredFeature<IHttpRequestLifetimeFeature>()
            .RequestAborted.UnsafeRegister(static exchange => ((Http2Exchange)exchange!).PostLeft(), this);
    }

    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private async ValueTask AnswerAsync()
    {
        var live = Worker.State.Live!;
        var limits = live.Snapshot.Edge.Limits;
        var record = Serving.BeginRecord(this, session.Seat, live);
        var rejection = reader.Read(features, limits) ?? CheckLength();
        BeginUnder(live, record.Listener, session.Connection.Peer);
        rejection ??= CheckScheme();
        if (rejection is not null)
        {
            session.Glitch();
            record.Request = Head.TargetSlice.Length > 0 ? Head : null;
            await Serving.ReplyAsync(this, StandardReplies.For(rejection), rejection.Reason);
        }
        else
        {
            ref readonly var framing = ref reader.Framing;
            body.Begin(
                features,
                framing.ContentLength,
                expectsBody: Head.Method is [(byte)'P', ..],
                framing.ExpectContinue,
                limits.TrailerBytesMax
            );
            await Serving.ServeAsync(this, session.Seat, live);
        }

        Serving.EndRecord(this);
    }

    /// <summary>RFC 9113 §8.1.1: a length that is told and no body is no request.</summary>
    private Rejection? CheckLength() =>
        reader.Framing.ContentLength > 0 && !features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody
            ? Rejection.ContentLength
            : null;

    /// <summary>
    /// RFC 9113 §8.3.1: what a client says of TLS has to be so. Without it here, a trusted peer may have taken it off before.
    /// </summary>
    private Rejection? CheckScheme()
    {
        var saysHttps = features.GetRequiredFeature<IHttpRequestFeature>().Scheme == "https";
        return saysHttps == Head.IsHttps || (saysHttps && IsPeerTrusted) ? null : Rejection.Scheme;
    }

    /// <summary>Ends the exchange: what is under way ends first, for the server uses its objects anew.</summary>
    private async Task LeaveAsync()
    {
        if (isAborted)
            features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        if (tunnel is not null)
            await tunnel.LeaveAsync();
        await body.EndAsync();
        await response.EndAsync();
        reader.Release();
        var isTold = (!leaving.Unregister() && leaving != default) || isLeftPosted;
        if (isTold && !hasLeft)
        {
            // Word that the client has left is on its way: the next exchange must not take it for its own.
            isWaitingForLeft = true;
            return;
        }

        Complete();
    }

    private void Complete()
    {
        if (!isAborted && !hasLeft && !IsAbandoned && tunnel is null)
        {
            tailDeadline = Worker.Loop.Now + WriteMilliseconds;
            session.AwaitTail(stream, this);
        }

        session.Ended();
        done.SetResult();
    }

    /// <summary>Told on any thread, once, when the client resets the stream or goes.</summary>
    private void PostLeft()
    {
        isLeftPosted = true;
        Worker.Loop.Post(left);
    }

    private void Left()
    {
        hasLeft = true;
        if (isWaitingForLeft)
            Complete();
        else
            ClientLeft();
    }
}
