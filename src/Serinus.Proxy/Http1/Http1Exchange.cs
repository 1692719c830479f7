using System.Runtime.CompilerServices;
using System.Text;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Http1;

/// <summary>The exchange of an HTTP/1.1 client connection, reused from request to request: head and body come from one buffer, the response is gathered in another.</summary>
internal sealed class Http1Exchange : Exchange
{
    private readonly Connection connection;
    private readonly ListenerSeat seat;
    private readonly InputBuffer input;
    private readonly OutputBuffer output;
    private readonly ResponseWriter writer;
    private byte[]? forwardedLines;
    private Rejection? refused;

    public Http1Exchange(Worker worker, Connection connection, ListenerSeat seat)
        : base(worker)
    {
        this.connection = connection;
        this.seat = seat;
        input = new InputBuffer(worker.Loop.Buffers);
        output = new OutputBuffer(worker.Loop.Buffers);
        writer = new ResponseWriter(output);
        Body = new MessageBody(input);
        connection.Reset = ClientLeft;
        Head.IsHttps = connection.IsSecure;
        Tls = (connection as TlsConnection)?.Session;
    }

    public InputBuffer Input => input;

    /// <summary>Whether the client has had as many requests on its connection as it may.</summary>
    public bool IsLast { get; set; }

    /// <summary>Whether this exchange is the last on its connection because service ends, here or everywhere.</summary>
    private bool IsEnding => IsLast || Worker.State.IsDraining || seat.IsClosing;

    public OutputBuffer Output => output;

    public RequestParser Parser { get; } = new();

    public MessageBody Body { get; }

    /// <summary>Whether the connection may carry another exchange, as far as the client's head says.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Whether the response was cut: the connection is closed so that the client sees it.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>Whether the byte stream was given away.</summary>
    public bool IsSwitched { get; private set; }

    public override ReadOnlySpan<byte> Version => Parser.MinorVersion == 0 ? "1.0"u8 : "1.1"u8;

    public override BodyKind BodyKind => Body.Kind;

    public override long BodyLength => Body.Length;

    public override bool ExpectsContinue => Parser.Framing.ExpectContinue && Parser.MinorVersion == 1;

    public override ReadOnlySpan<byte> Upgrade
    {
        get
        {
            ref readonly var framing = ref Parser.Framing;
            if (!framing.UpgradeOption || framing.UpgradeCount != 1 || Parser.MinorVersion == 0)
                return default;
            var protocol = Head.Span(framing.Upgrade);

            // RFC 9113 §3.1: the h2c upgrade is gone, and towards upstreams it would smuggle a second protocol past the edge.
            return Ascii.EqualsIgnoreCase(protocol, "h2c"u8) || protocol.IndexOf((byte)',') >= 0 ? default : protocol;
        }
    }

    public override bool IsAsterisk => Parser.IsAsterisk;

    public override bool HasNominated => Parser.Framing.HasNominated;

    public override ReadOnlySpan<byte> Authority =>
        Head.Span(Parser.Authority.Length > 0 ? Parser.Authority : Parser.Framing.Host);

    public override int FieldsEnd => Parser.End - 2;

    public override ReadOnlySpan<byte> ForwardedLines =>
        forwardedLines ??= ForwardedFields.LinesFor(connection.Peer, connection.LocalPort, Head.IsHttps);

    public override ClientAddress Peer => connection.Peer;

    public override Ends Ends => connection.Ends;

    public override int LocalPort => connection.LocalPort;

    public override Rejection? BodyRejection => refused ?? Body.Rejection;

    public override bool HasGathered => !output.IsEmpty;

    /// <summary>Begins an exchange whose head is parsed.</summary>
    public void Begin(LiveSnapshot live, int listener)
    {
        ref readonly var framing = ref Parser.Framing;
        input.Consume(Parser.End - input.Start);
        var limits = live.Snapshot.Edge.Limits;
        var kind =
            framing.IsChunked ? BodyKind.Chunked
            : framing.ContentLength > 0 ? BodyKind.Length
            : BodyKind.None;
        if (framing.ContentLength == 0)
            kind = BodyKind.Length;
        Body.Begin(kind, framing.ContentLength, limits.TrailerBytesMax, isHeadHeld: true);
        KeepAlive = Parser.MinorVersion == 1 ? !framing.Close : framing.KeepAlive && !framing.Close;
        BeginUnder(live, listener, connection.Peer);
        IsAborted = false;
        refused = null;
    }

    public override bool TryPeekBody(out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (Body.Kind == BodyKind.None || Body.Length == 0)
            return true;
        if (Body.Kind != BodyKind.Length || Body.BytesRead > 0 || input.End - input.Start < Body.Length)
            return false;
        body = input.Slice(input.Start, (int)Body.Length);
        return true;
    }

    public override void TakePeekedBody()
    {
        while (Body.Next(out var data) == BodyStatus.Data)
            Record.RequestBodyBytes += data.Length;
    }

    public override BodyStatus NextBody(out ReadOnlyMemory<byte> data) => Body.Next(out data);

    public override ValueTask<Transfer> ReceiveBodyAsync(long deadline) => Body.ReceiveAsync(connection, deadline);

    public override void CancelReceiveBody() => connection.CancelReceive();

    public override void SetBodyDeadline(long deadline) => connection.SetReceiveDeadline(deadline);

    public override void RefuseBody(Rejection why) => refused = why;

    public override ReadOnlySpan<HeaderField> Trailers(out ReadOnlySpan<byte> bytes)
    {
        bytes = input.Bytes;
        return Body.Trailers;
    }

    public override void StartResponse(ResponseHead head, in Framing framing, BodyKind kind, ResponseEdits edits)
    {
        if (IsEnding || !Body.IsComplete)
            KeepAlive = false;

        // A body of untold length is chunked for a client that knows chunks, and ends with the connection for one that does not.
        var isUntold = kind is BodyKind.Chunked or BodyKind.UntilClose;
        var isChunked = isUntold && Parser.MinorVersion == 1;
        KeepAlive &= isChunked || !isUntold;
        writer.StartHead(head, isChunked);
        writer.CopyFields(head, in framing, edits, keepsLength: !isUntold);
        writer.WriteConnection(KeepAlive, Parser.MinorVersion);
        if (!framing.HasDate)
            output.Write(Worker.Date.Line(Worker.Loop.Now));
        ResponseFields.WriteAdded(output, this, edits);
        output.Write("\r\n"u8);
    }

    public override void Reply(in LocalReply reply)
    {
        if (reply.Close || IsEnding || !Body.IsComplete && !TryDiscardBody())
            KeepAlive = false;
        output.Clear();
        writer.WriteReply(
            in reply,
            Head.Method.SequenceEqual("HEAD"u8),
            KeepAlive,
            Parser.MinorVersion,
            Worker.Date.Line(Worker.Loop.Now)
        );
        Record.ResponseBodyBytes = reply.Body.Length;
    }

    public override ValueTask<Transfer> SendInterimAsync(ResponseHead interim)
    {
        // RFC 9110 §15.2: a client that speaks HTTP/1.0 knows no interim responses.
        if (Parser.MinorVersion == 0)
            return new ValueTask<Transfer>(Transfer.Done(0));
        writer.WriteInterim(interim);
        return FlushAsync(Worker.Loop.Now + WriteMilliseconds);
    }

    public override bool TryGather(ReadOnlySpan<byte> data) => writer.TryGather(data);

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> data, long deadline)
    {
        if (!writer.IsChunked)
        {
            if (!output.IsEmpty && await FlushAsync(deadline) is { IsDone: false } failed)
                return failed;
            return await connection.SendAsync(data, deadline);
        }

        while (!data.IsEmpty)
        {
            var part = data[..Math.Min(data.Length, writer.ChunkRoom)];
            data = data[part.Length..];
            if (part.Length > 0)
                writer.GatherChunk(part.Span);
            if (data.IsEmpty)
                break;
            if (await FlushAsync(deadline) is { IsDone: false } failed)
                return failed;
        }

        return Transfer.Done(0);
    }

    public override ValueTask<Transfer> FlushAsync(long deadline)
    {
        var sending = connection.SendAsync(output.Written, deadline);
        if (!sending.IsCompletedSuccessfully)
            return FinishFlushAsync(sending);
        output.Clear();
        return sending;
    }

    public override void EndResponse(ReadOnlySpan<HeaderField> trailers, ReadOnlySpan<byte> bytes)
    {
        if (writer.IsChunked)
            writer.WriteLastChunk(trailers, bytes);
    }

    public override void Abort() => IsAborted = true;

    public override Connection SwitchProtocols(ResponseHead head, in Framing framing)
    {
        IsSwitched = true;
        KeepAlive = false;
        writer.WriteSwitch(head, in framing);
        return connection;
    }

    public override ReadOnlyMemory<byte> TakeUnread()
    {
        var unread = input.Slice(input.Start, input.End - input.Start);
        input.Consume(unread.Length);
        return unread;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<Transfer> FinishFlushAsync(ValueTask<Transfer> sending)
    {
        var sent = await sending;
        output.Clear();
        return sent;
    }

    /// <summary>Uses up a body that is here already, so that an answer of the edge's own need not end the connection.</summary>
    private bool TryDiscardBody()
    {
        if (Body.Kind != BodyKind.Length || input.End - input.Start < Body.Length - Body.BytesRead)
            return false;
        while (Body.Next(out _) == BodyStatus.Data) { }
        return Body.IsComplete;
    }
}
