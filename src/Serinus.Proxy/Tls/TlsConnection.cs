using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Tls;

/// <summary>
/// A connection inside TLS. The protocol is the framework's SslStream, run on the loop: what it awaits completes there, so
/// that it needs no lock and its continuations change no thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Close disposes of them, as it does for every connection.")]
internal sealed class TlsConnection : Connection
{
    private readonly Connection inner;
    private readonly LoopStream stream;
    private readonly SslStream tls;

    /// <summary>
    /// A wait for input that has begun. Only the framework knows whether it holds decrypted bytes, and asking it is a read of none,
    /// which cannot be taken back: the next read waits for it first.
    /// </summary>
    private ValueTask<int> probe;
    private bool isProbing;
    private bool isReading;
    private bool isClosed;

    private TlsConnection(Connection inner)
    {
        this.inner = inner;
        Peer = inner.Peer;
        LocalPort = inner.LocalPort;
        stream = new LoopStream(inner);
        tls = new SslStream(stream, leaveInnerStreamOpen: true);
    }

    public override Loop Loop => inner.Loop;

    public override bool IsSecure => true;

    public override Ends Ends => inner.Ends;

    /// <summary>What the client asked for and which rules it came under; null towards an upstream.</summary>
    public TlsSession? Session { get; private init; }

    /// <summary>What client and server agreed to speak (ALPN); empty when they did not.</summary>
    public SslApplicationProtocol ApplicationProtocol => tls.NegotiatedApplicationProtocol;

    /// <summary>The handshake's result, for logs and for protocols that ask.</summary>
    public SslStream Stream => tls;

    public override bool HasPendingInput
    {
        get
        {
            if (isClosed || inner.HasPendingInput)
                return true;
            if (isReading)
                return false;
            BeginProbe();
            return probe.IsCompleted;
        }
    }

    public override bool HasInputNow => inner.HasInputNow || HasPendingInput;

    public override bool MayHaveInput => isClosed || HasUnread || inner.MayHaveInput;

    /// <summary>Answers a client's handshake; null when it failed.</summary>
    public static ValueTask<TlsConnection?> AcceptAsync(
        Connection inner,
        SslServerAuthenticationOptions options,
        TlsSession session,
        long deadline
    )
    {
        var connection = new TlsConnection(inner) { Session = session };
        connection.SetDeadlines(deadline);
        return connection.FinishAsync(connection.tls.AuthenticateAsServerAsync(options));
    }

    /// <summary>Begins TLS towards an upstream; throws <see cref="AuthenticationException"/> with the reason when the other side is not who it should be.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public static async ValueTask<TlsConnection?> ConnectAsync(
        Connection inner,
        SslClientAuthenticationOptions options,
        long deadline
    )
    {
        var connection = new TlsConnection(inner);
        connection.SetDeadlines(deadline);
        try
        {
            await connection.tls.AuthenticateAsClientAsync(options);
            connection.Begin();
            return connection;
        }
        catch (Exception trouble) when (IsExpected(trouble))
        {
            connection.Close(reset: true);
            if (trouble is AuthenticationException)
                throw;
            return null;
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<Transfer> WaitReadableAsync(long deadline)
    {
        if (isClosed)
            return Transfer.Failed(TransferStatus.Broken);
        BeginProbe();
        var waited = await FinishProbeAsync(deadline);
        return waited.Status == TransferStatus.End ? Transfer.Done(0) : waited;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<Transfer> ReceiveAsync(Memory<byte> buffer, long deadline)
    {
        if (isClosed)
            return Transfer.Failed(TransferStatus.Broken);
        if (HasUnread)
            return TakeUnread(buffer.Span);
        if (isProbing && await FinishProbeAsync(deadline) is { IsDone: false } failed)
            return failed;
        stream.ReceiveDeadline = deadline;
        isReading = true;
        try
        {
            var count = await tls.ReadAsync(buffer);
            return count == 0 ? Transfer.Failed(TransferStatus.End) : Transfer.Done(count);
        }
        catch (Exception trouble) when (IsExpected(trouble))
        {
            return Transfer.Failed(StatusOf(trouble));
        }
        finally
        {
            isReading = false;
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> bytes, long deadline)
    {
        if (isClosed)
            return Transfer.Failed(TransferStatus.Broken);
        stream.SendDeadline = deadline;
        try
        {
            await tls.WriteAsync(bytes);
            return Transfer.Done(bytes.Length);
        }
        catch (Exception trouble) when (IsExpected(trouble))
        {
            return Transfer.Failed(StatusOf(trouble));
        }
    }

    public override void SetReceiveDeadline(long deadline)
    {
        stream.ReceiveDeadline = deadline;
        inner.SetReceiveDeadline(deadline);
    }

    public override void CancelReceive() => inner.CancelReceive();

    public override void CancelSend() => inner.CancelSend();

    /// <summary>Says goodbye within TLS first, so that the peer knows that nothing was cut off.</summary>
    public override void ShutdownSend()
    {
        if (!isClosed && TryFarewell())
            inner.ShutdownSend();
    }

    public override void Close(bool reset = false)
    {
        if (isClosed)
            return;
        if (!reset)
            TryFarewell();
        isClosed = true;
        Reset = null;
        inner.Close(reset);
        tls.Dispose();
    }

    private void Begin()
    {
        SetDeadlines(long.MaxValue);
        inner.Reset = () => Reset?.Invoke();
    }

    private void SetDeadlines(long deadline) => stream.ReceiveDeadline = stream.SendDeadline = deadline;

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<TlsConnection?> FinishAsync(Task handshake)
    {
        try
        {
            await handshake;
            Begin();
            return this;
        }
        catch (Exception trouble) when (IsExpected(trouble))
        {
            Close(reset: false);
            return null;
        }
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "It is awaited once, by the next read.")]
    private void BeginProbe()
    {
        if (isProbing)
            return;
        stream.ReceiveDeadline = long.MaxValue;
        isProbing = true;
        probe = tls.ReadAsync(Memory<byte>.Empty);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<Transfer> FinishProbeAsync(long deadline)
    {
        SetReceiveDeadline(deadline);
        isReading = true;
        try
        {
            await probe;
            return Transfer.Done(0);
        }
        catch (Exception trouble) when (IsExpected(trouble))
        {
            return Transfer.Failed(StatusOf(trouble));
        }
        finally
        {
            isReading = isProbing = false;
            probe = default;
        }
    }

    /// <summary>Sends close_notify (RFC 8446 §6.1) if it goes out at once; false when the connection is in no state for it.</summary>
    private bool TryFarewell()
    {
        if (!tls.IsAuthenticated)
            return false;
        try
        {
            stream.SendDeadline = Loop.Now;
            var farewell = tls.ShutdownAsync();
            if (farewell.IsCompleted)
            {
                farewell.GetAwaiter().GetResult();
                return true;
            }

            inner.CancelSend();
            farewell.ContinueWith(
                static done => _ = done.Exception,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
            return false;
        }
        catch (Exception trouble) when (IsExpected(trouble))
        {
            return false;
        }
    }

    private TransferStatus StatusOf(Exception trouble) =>
        trouble is IOException or OperationCanceledException ? stream.TakeFailure() : TransferStatus.Broken;

    /// <summary>What the network or the peer can lead to; anything else is a fault of the edge.</summary>
    private static bool IsExpected(Exception trouble) =>
        trouble
            is IOException
                or AuthenticationException
                or CryptographicException
                or OperationCanceledException
                or InvalidOperationException
                or NotSupportedException
                or System.ComponentModel.Win32Exception;

    private protected override Ends SocketEnds() => inner.Ends;
}
