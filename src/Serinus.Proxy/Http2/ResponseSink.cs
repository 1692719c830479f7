using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Http2;

/// <summary>
/// Writes a response through the framework, which makes frames of it. What is gathered leaves at a flush; the last of it leaves by itself
/// when the request ends, in the same frames as its end. Used again from request to request of its stream.
/// </summary>
internal sealed class ResponseSink(Loop loop, TextCache texts)
{
    /// <summary>Bytes gathered before they have to be sent: a stream's share must not wait until all of it is here.</summary>
    private const int GatherBytesMax = BufferPool.SmallBytes;

    private readonly LoopWait<FlushResult> flushing = new(loop);
    private readonly OutputBuffer lines = new(loop.Buffers);
    private IFeatureCollection features = null!;
    private IHttpResponseFeature response = null!;
    private PipeWriter writer = null!;
    private int gathered;
    private bool isHeadGathered;
    private bool isEnded;

    /// <summary>Whether something waits for a flush.</summary>
    public bool HasGathered => !isEnded && (isHeadGathered || gathered > 0);

    public void Begin(IFeatureCollection of)
    {
        features = of;
        response = features.GetRequiredFeature<IHttpResponseFeature>();
        writer = features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        gathered = 0;
        isHeadGathered = isEnded = false;
    }

    /// <summary>Gathers the head of an upstream's response.</summary>
    public void Start(ResponseHead head, in Framing framing, BodyKind kind, ResponseEdits edits, Exchange exchange)
    {
        CopyHead(head, in framing, edits, keepsLength: kind is BodyKind.None or BodyKind.Length, head.Status);
        ResponseFields.WriteAdded(lines, exchange, edits);
        AddLines(lines.Written.Span);
        lines.Release();
    }

    /// <summary>Sets status and fields as an upstream gave them.</summary>
    public void CopyHead(ResponseHead head, in Framing framing, ResponseEdits edits, bool keepsLength, int status)
    {
        response.StatusCode = status;
        isHeadGathered = true;
        foreach (ref readonly var field in head.Fields)
        {
            if (ResponseFields.Stays(in field, head, in framing, edits, keepsLength))
                Add(head.Span(field.Name), head.Span(field.Value));
        }
    }

    /// <summary>Gathers a whole response of the edge's own.</summary>
    public void Reply(in LocalReply reply, bool isHead)
    {
        response.StatusCode = reply.Status;
        isHeadGathered = true;
        AddLines(reply.Fields.Span);
        if (reply.Status is not (204 or 304))
        {
            if (!reply.Body.IsEmpty)
                response.Headers.ContentType = "text/plain; charset=utf-8";
            response.Headers.ContentLength = reply.Body.Length;
            if (!isHead)
                writer.Write(reply.Body.Span);
        }

        isEnded = true;
    }

    public bool TryGather(ReadOnlySpan<byte> data)
    {
        if (gathered + data.Length > GatherBytesMax)
            return false;
        writer.Write(data);
        gathered += data.Length;
        return true;
    }

    /// <summary>Sends data with all that is gathered.</summary>
    public ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> data, long deadline)
    {
        writer.Write(data.Span);
        gathered += data.Length;
        return FlushAsync(deadline);
    }

    /// <summary>Sends what is gathered, and waits until there is room for more.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Transfer> FlushAsync(long deadline)
    {
        if (!HasGathered)
            return Transfer.Done(0);
        gathered = 0;
        isHeadGathered = false;
        var flushed = await flushing.StartAsync(writer.FlushAsync(), deadline);
        if (!flushed.IsDone)
            return flushed;
        return flushing.Result.IsCompleted || flushing.Result.IsCanceled
            ? Transfer.Failed(TransferStatus.Broken)
            : Transfer.Done(0);
    }

    /// <summary>The body is whole.</summary>
    public void End(ReadOnlySpan<HeaderField> trailers, ReadOnlySpan<byte> bytes)
    {
        isEnded = true;
        if (trailers.IsEmpty || features.Get<IHttpResponseTrailersFeature>() is not { } sent)
            return;
        foreach (ref readonly var field in trailers)
        {
            var name = bytes.Slice(field.Name.Start, field.Name.Length);
            if (Trailers.Pass(in field, name))
                Append(
                    sent.Trailers,
                    texts.Name(name),
                    texts.Value(bytes.Slice(field.Value.Start, field.Value.Length))
                );
        }
    }

    /// <summary>Leaves the request: nothing of it is touched any more.</summary>
    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    public async ValueTask EndAsync()
    {
        if (flushing.IsUnderWay)
            await flushing.GoOnAsync(long.MaxValue);
        features = null!;
        response = null!;
        writer = null!;
    }

    private void AddLines(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (
            position < bytes.Length
            && FieldLine.Read(bytes, ref position, out var field, out _, out _) == ParseStatus.Done
        )
            Add(bytes.Slice(field.Name.Start, field.Name.Length), bytes.Slice(field.Value.Start, field.Value.Length));
    }

    private void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Append(response.Headers, texts.Name(name), texts.Value(value));

    private static void Append(IHeaderDictionary headers, string name, string value)
    {
        var known = headers[name];
        headers[name] = known.Count == 0 ? new StringValues(value) : StringValues.Concat(known, value);
    }
}
