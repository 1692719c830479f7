using System.Net;
using System.Net.Http;
using System.Threading.Channels;

namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>The body of a request, handed over piece by piece: the next one is asked for when the last was sent.</summary>
/// <param name="length">Bytes in all; -1 when not known.</param>
internal sealed class StreamedContent(long length) : HttpContent
{
    private readonly Channel<(ReadOnlyMemory<byte> Bytes, TaskCompletionSource Sent)> pieces = Channel.CreateUnbounded<(
        ReadOnlyMemory<byte>,
        TaskCompletionSource
    )>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int begun;

    /// <summary>Ends when a connection is there and the head was sent.</summary>
    public Task Started => started.Task;

    /// <summary>Hands a piece over, which must not change any more; ends when it was sent.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!pieces.Writer.TryWrite((bytes, sent)))
            sent.SetException(new IOException("nobody takes the body any more"));
        return sent.Task;
    }

    /// <summary>There are no more.</summary>
    public void End() => pieces.Writer.TryComplete();

    /// <summary>The try it belongs to is over: nobody asks any more why it was called off.</summary>
    public void Leave() => over.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        if (Interlocked.Exchange(ref begun, 1) != 0)
            throw new IOException("pieces that were sent are gone, so the body cannot be sent again");

        // The head goes out at once: the endpoint may answer before the client sends anything.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        started.TrySetResult();
        TaskCompletionSource? last = null;
        try
        {
            await foreach (var (bytes, sent) in pieces.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                last = sent;
                await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                sent.SetResult();
            }
        }
        catch (Exception trouble)
        {
            // Whoever waits for a piece to be sent must not wait for ever.
            pieces.Writer.TryComplete(trouble);
            last?.TrySetException(trouble);
            _ = last?.Task.Exception;
            while (pieces.Reader.TryRead(out var left))
            {
                left.Sent.SetException(trouble);
                _ = left.Sent.Task.Exception;
            }

            // A reset of the stream calls this off first and is the reason of the response's failure second. Of the two the framework
            // gives the one that ends first, and only the response's has the code of the reset.
            if (trouble is OperationCanceledException)
                await over.Task.ConfigureAwait(false);
            throw;
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = Math.Max(length, 0);
        return length >= 0;
    }
}
