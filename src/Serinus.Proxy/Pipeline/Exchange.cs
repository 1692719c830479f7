using System.Diagnostics;
using Serinus.Proxy.Grpc;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// One request and its response, whatever the protocol that carries them: an adapter per protocol derives from it, everything
/// after is written once against it. Responses are gathered and leave with <see cref="FlushAsync"/>, so that a small one is a single write.
/// </summary>
internal abstract class Exchange(Worker worker)
{
    private RequestPump? pump;

    public Worker Worker { get; } = worker;

    /// <summary>The request's head.</summary>
    public RequestHead Head { get; } = new();

    /// <summary>What is served, as it stood when the exchange began.</summary>
    public LiveSnapshot Live { get; protected set; } = null!;

    /// <summary>What is remembered of it.</summary>
    public ExchangeRecord Record { get; } = new();

    /// <summary>How the end of the request's body is told.</summary>
    public abstract BodyKind BodyKind { get; }

    /// <summary>Content-Length of the request; -1 when not told.</summary>
    public abstract long BodyLength { get; }

    /// <summary>Whether the client waits for 100 (Continue) before it sends the body.</summary>
    public abstract bool ExpectsContinue { get; }

    /// <summary>The protocol the client asks to change to; empty when it asks for none.</summary>
    public abstract ReadOnlySpan<byte> Upgrade { get; }

    /// <summary>Whether the target is <c>*</c>: the edge itself is asked (RFC 9110 §7.1).</summary>
    public abstract bool IsAsterisk { get; }

    /// <summary>Version of HTTP the request came in, as <c>Via</c> tells it (RFC 9110 §7.6.3).</summary>
    public abstract ReadOnlySpan<byte> Version { get; }

    /// <summary>Whether <c>Connection</c> names fields that end here.</summary>
    public abstract bool HasNominated { get; }

    /// <summary>The authority as the client wrote it: the value of Host, or what stood in the target in its place.</summary>
    public abstract ReadOnlySpan<byte> Authority { get; }

    /// <summary>End of the last field line in the head's bytes.</summary>
    public abstract int FieldsEnd { get; }

    /// <summary>Lines that tell an upstream who asks, for a client whose own word is not taken.</summary>
    public abstract ReadOnlySpan<byte> ForwardedLines { get; }

    /// <summary>Address of the connection's other end.</summary>
    public abstract ClientAddress Peer { get; }

    /// <summary>Both ends of the connection it came on, for upstreams that are told by a PROXY header.</summary>
    public virtual Ends Ends => new(Peer, 0, Peer, 0);

    /// <summary>Port the client connected to.</summary>
    public abstract int LocalPort { get; }

    /// <summary>Networks whose forwarding fields are believed on the listener it came in on.</summary>
    protected NetworkSet Trusted { get; set; } = NetworkSet.Nobody;

    /// <summary>What its client has open; null where that is not counted.</summary>
    public ClientShare? Share { get; init; }

    /// <summary>Whether its connection carries other exchanges beside it.</summary>
    public virtual bool IsOneOfMany => false;

    /// <summary>What its TLS connection was opened for; null without TLS.</summary>
    public TlsSession? Tls { get; protected init; }

    /// <summary>Whether the peer's forwarding fields are believed.</summary>
    public bool IsPeerTrusted => !Trusted.IsEmpty && Trusted.Contains(Peer);

    /// <summary>Whether the client asked over TLS: here, or at a trusted peer that says so.</summary>
    public bool IsSecure => Head.IsHttps || (IsPeerTrusted && ForwardedFields.SaysHttps(Head));

    /// <summary>The gRPC call it carries, if it does.</summary>
    public GrpcCall Grpc { get; set; }

    /// <summary>Whether the caller's deadline is over: a call that fails then has failed by it, whatever the upstream did at that moment.</summary>
    public bool IsCallLate =>
        Grpc.Milliseconds >= 0 && Stopwatch.GetElapsedTime(Record.Started).TotalMilliseconds >= Grpc.Milliseconds;

    /// <summary>Error code of HTTP/2 by which the last try ended; -1 when none did.</summary>
    public long ResetCode { get; set; }

    /// <summary>The path that a regular expression of the route made; null when there is none, or it did not match.</summary>
    public byte[]? RewrittenPath { get; set; }

    /// <summary>Whether the client has gone.</summary>
    public bool IsAbandoned { get; protected set; }

    /// <summary>The backend first chosen, and whether the user is to be remembered.</summary>
    public Choice Choice { get; set; }

    /// <summary>How long the client may take to accept a piece of the response.</summary>
    public long WriteMilliseconds { get; protected set; }

    /// <summary>What the filters of its listener answer.</summary>
    internal IAnswer[] ListenerAnswers { get; set; } = [];

    /// <summary>Whether the request's body could be sent once more: there is none, or all of it came with the head and is still there.</summary>
    public bool CanReplayBody => TryPeekBody(out _);

    /// <summary>Sends the request's body when it did not come with its head.</summary>
    public RequestPump Pump => pump ??= new RequestPump(this);

    /// <summary>What is asked of an upstream for it now: called off when the client goes.</summary>
    public ICallOff? Upstream { get; set; }

    /// <summary>The body when all of it came with the head, so that it can be sent with it, and again; nothing is used up.</summary>
    public abstract bool TryPeekBody(out ReadOnlyMemory<byte> body);

    /// <summary>Uses up what <see cref="TryPeekBody"/> showed.</summary>
    public abstract void TakePeekedBody();

    /// <summary>The next piece of the request's body among the bytes received.</summary>
    public abstract BodyStatus NextBody(out ReadOnlyMemory<byte> data);

    /// <summary>Receives more of the request's body.</summary>
    public abstract ValueTask<Transfer> ReceiveBodyAsync(long deadline);

    /// <summary>Calls off a wait for the request's body.</summary>
    public abstract void CancelReceiveBody();

    /// <summary>Why the request's body was refused.</summary>
    public abstract Rejection? BodyRejection { get; }

    /// <summary>Moves the deadline of a wait for the request's body.</summary>
    public abstract void SetBodyDeadline(long deadline);

    /// <summary>Refuses the rest of the body.</summary>
    public abstract void RefuseBody(Rejection why);

    /// <summary>Trailer fields of the request, with the bytes their slices point into.</summary>
    public abstract ReadOnlySpan<HeaderField> Trailers(out ReadOnlySpan<byte> bytes);

    /// <summary>Gathers the head of an upstream's response.</summary>
    /// <param name="head">The head.</param>
    /// <param name="framing">What it says about body and connection.</param>
    /// <param name="kind">How the end of the body is told.</param>
    /// <param name="edits">What the route changes.</param>
    public abstract void StartResponse(ResponseHead head, in Framing framing, BodyKind kind, ResponseEdits edits);

    /// <summary>Gathers a whole response of the edge's own.</summary>
    public abstract void Reply(in LocalReply reply);

    /// <summary>Sends an interim response (RFC 9110 §15.2).</summary>
    public abstract ValueTask<Transfer> SendInterimAsync(ResponseHead interim);

    /// <summary>Gathers body data if it fits; false when it has to be sent.</summary>
    public abstract bool TryGather(ReadOnlySpan<byte> data);

    /// <summary>Sends what is gathered, then <paramref name="data"/>.</summary>
    public abstract ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> data, long deadline);

    /// <summary>Whether something is gathered.</summary>
    public abstract bool HasGathered { get; }

    /// <summary>Sends what is gathered.</summary>
    public abstract ValueTask<Transfer> FlushAsync(long deadline);

    /// <summary>Ends the body; trailers of the upstream's response, as slices of the bytes, go with it where the protocol can carry them.</summary>
    public abstract void EndResponse(ReadOnlySpan<HeaderField> trailers, ReadOnlySpan<byte> bytes);

    /// <summary>The response cannot be finished: the client must not take it for a whole one.</summary>
    public abstract void Abort();

    /// <summary>Whether an upstream that changes protocols has understood what it was asked.</summary>
    public virtual bool Understands(ResponseHead switching) => true;

    /// <summary>Gathers a 101 response and gives the byte stream away.</summary>
    public abstract Connection SwitchProtocols(ResponseHead head, in Framing framing);

    /// <summary>Begins an exchange whose head is read, under what is served now.</summary>
    protected void BeginUnder(LiveSnapshot live, int listener, ClientAddress peer)
    {
        Live = live;
        Head.Listener = listener;
        Trusted = live.Snapshot.TrustedOn(listener);
        Head.Client = ForwardedFields.Client(Head, peer, Trusted);
        var idle = live.Snapshot.Edge.Limits.BodyIdleTime;
        WriteMilliseconds = idle == TimeSpan.Zero ? long.MaxValue / 2 : (long)idle.TotalMilliseconds;
    }

    /// <summary>The client has gone.</summary>
    protected void ClientLeft()
    {
        IsAbandoned = true;
        Upstream?.CallOff();
    }

    /// <summary>Bytes that came after the head of an upgrade request.</summary>
    public abstract ReadOnlyMemory<byte> TakeUnread();
}
