using System.Text;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Http1;

/// <summary>Writes responses to an HTTP/1.1 client: an upstream's fields byte for byte, without those that end at this hop, and the framing this hop uses.</summary>
internal sealed class ResponseWriter(OutputBuffer output)
{
    /// <summary>Bytes around the data of a chunk.</summary>
    private const int ChunkFraming = 24;

    /// <summary>Whether the body under way is chunked.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>Data bytes a chunk may carry before what is gathered must be sent.</summary>
    public int ChunkRoom => Math.Max(BufferPool.LargeBytes - output.Length - ChunkFraming, 0);

    public void StartHead(ResponseHead head, bool isChunked)
    {
        IsChunked = isChunked;
        WriteStatusLine(head);
        if (isChunked)
            output.Write("Transfer-Encoding: chunked\r\n"u8);
    }

    /// <summary>Copies runs of neighbouring lines that stay, each run at once.</summary>
    public void CopyFields(ResponseHead head, in Framing framing, ResponseEdits edits, bool keepsLength)
    {
        var fields = head.Fields;
        var run = -1;
        for (var i = 0; i < fields.Length; i++)
        {
            ref readonly var field = ref fields[i];
            if (ResponseFields.Stays(in field, head, in framing, edits, keepsLength))
            {
                if (run < 0)
                    run = field.Name.Start;
                continue;
            }

            if (run >= 0)
                output.Write(head.Bytes.AsSpan(run, field.Name.Start - run));
            run = -1;
        }

        if (run < 0)
            return;

        // The last line ends where its value does, but for white space that may stand behind it.
        output.Write(head.Bytes.AsSpan(run, fields[^1].Value.End - run));
        output.Write("\r\n"u8);
    }

    public void WriteConnection(bool keepAlive, int minorVersion)
    {
        if (!keepAlive)
            output.Write("Connection: close\r\n"u8);
        else if (minorVersion == 0)
            output.Write("Connection: keep-alive\r\n"u8);
    }

    /// <summary>Writes a whole response of the edge's own.</summary>
    public void WriteReply(in LocalReply reply, bool isHead, bool keepAlive, int minorVersion, ReadOnlySpan<byte> date)
    {
        IsChunked = false;
        output.Write("HTTP/1.1 "u8);
        output.WriteNumber(reply.Status);
        output.Write(" "u8);
        output.Write(Reasons.Of(reply.Status));
        output.Write("\r\n"u8);
        output.Write(date);
        output.Write(reply.Fields.Span);
        if (reply.Status is not (204 or 304))
        {
            if (!reply.Body.IsEmpty)
                output.Write("Content-Type: text/plain; charset=utf-8\r\n"u8);
            output.Write("Content-Length: "u8);
            output.WriteNumber(reply.Body.Length);
            output.Write("\r\n"u8);
        }

        WriteConnection(keepAlive, minorVersion);
        output.Write("\r\n"u8);
        if (!isHead && reply.Status is not (204 or 304))
            output.Write(reply.Body.Span);
    }

    public void WriteInterim(ResponseHead head)
    {
        WriteStatusLine(head);
        CopyFields(head, new Framing(), ResponseEdits.None, keepsLength: false);
        output.Write("\r\n"u8);
    }

    /// <summary>101: the two fields that end at a hop pass this once, because the hop ends too.</summary>
    public void WriteSwitch(ResponseHead head, in Framing framing)
    {
        IsChunked = false;
        WriteStatusLine(head);
        CopyFields(head, in framing, ResponseEdits.None, keepsLength: false);
        output.Write("Connection: upgrade\r\nUpgrade: "u8);
        output.Write(head.Span(framing.Upgrade));
        output.Write("\r\n\r\n"u8);
    }

    /// <summary>Gathers data while one buffer holds it; small responses then leave in one write.</summary>
    public bool TryGather(ReadOnlySpan<byte> data)
    {
        if (!IsChunked)
        {
            // A large piece on its own leaves from where it was received; only what joins a head or its like is copied.
            var room = output.IsEmpty ? 0 : BufferPool.LargeBytes - output.Length;
            if (data.Length > room)
                return false;
            output.Write(data);
            return true;
        }

        if (data.Length > ChunkRoom)
            return false;
        GatherChunk(data);
        return true;
    }

    public void GatherChunk(ReadOnlySpan<byte> data)
    {
        output.WriteHex(data.Length);
        output.Write("\r\n"u8);
        output.Write(data);
        output.Write("\r\n"u8);
    }

    public void WriteLastChunk(ReadOnlySpan<HeaderField> trailers, ReadOnlySpan<byte> bytes)
    {
        output.Write("0\r\n"u8);
        Trailers.Write(output, trailers, bytes);
        output.Write("\r\n"u8);
    }

    private void WriteStatusLine(ResponseHead head)
    {
        output.Write("HTTP/1.1 "u8);
        output.WriteNumber(head.Status);
        output.Write(" "u8);
        output.Write(head.Span(head.Reason));
        output.Write("\r\n"u8);
    }
}
