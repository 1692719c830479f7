using System.Buffers;
using System.Text;

namespace Serinus.Testbed;

/// <summary>
/// Reads HTTP/1.1 off a stream and forgives nothing: RFC 9112 as the strictest neighbour would read it. Text is Latin-1, so that a
/// byte and a character are the same. What breaks the grammar is an <see cref="InvalidDataException"/>, an end where
/// more was promised an <see cref="EndOfStreamException"/>.
/// </summary>
public sealed class WireReader(Stream stream)
{
    private const int LineBytesMax = 1 << 20;

    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> seen = new();
    private readonly Lock seenLock = new();
    private int start;
    private int end;

    /// <summary>Every byte read so far, as text.</summary>
    public string Seen
    {
        get
        {
            lock (seenLock)
                return Encoding.Latin1.GetString(seen.WrittenSpan);
        }
    }

    /// <summary>Whether bytes of <see cref="Seen"/> are kept; turned off for bodies that would not fit memory.</summary>
    public bool Keeps { get; set; } = true;

    /// <summary>Whether another byte will come: false at the end of the stream.</summary>
    public async ValueTask<bool> HasMoreAsync(CancellationToken cancellation) =>
        start < end || await FillAsync(cancellation);

    /// <summary>A line without its CRLF.</summary>
    public async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (true)
        {
            var next = await ReadByteAsync(cancellation);
            if (next == '\r')
            {
                if (await ReadByteAsync(cancellation) != '\n')
                    throw new InvalidDataException($"a CR without LF after '{line}'");
                return line.ToString();
            }

            if (next == '\n')
                throw new InvalidDataException($"a LF without CR after '{line}'");
            line.Append((char)next);
            if (line.Length > LineBytesMax)
                throw new InvalidDataException("a line without end");
        }
    }

    /// <summary>Fields up to and with the empty line.</summary>
    public async Task<Fields> ReadFieldsAsync(CancellationToken cancellation)
    {
        var fields = new List<(string, string)>();
        while (await ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':');
            if (colon < 1 || !line.AsSpan(0, colon).ToString().All(Fields.IsTokenCharacter))
                throw new InvalidDataException($"not a field line: '{line}'");
            var value = line[(colon + 1)..].Trim(' ', '\t');
            if (value.Any(c => c is < ' ' and not '\t' or '\x7f'))
                throw new InvalidDataException($"a control character in '{line}'");
            fields.Add((line[..colon], value));
        }

        return new Fields(fields);
    }

    public async Task<byte[]> ReadExactlyAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; )
        {
            if (!await HasMoreAsync(cancellation))
                throw new EndOfStreamException($"{i} of {count} bytes");
            var take = Math.Min(count - i, end - start);
            buffer.AsSpan(start, take).CopyTo(bytes.AsSpan(i));
            start += take;
            i += take;
        }

        return bytes;
    }

    /// <summary>Reads and drops <paramref name="count"/> bytes: bodies too large to keep.</summary>
    public async Task SkipAsync(long count, CancellationToken cancellation)
    {
        while (count > 0)
        {
            if (!await HasMoreAsync(cancellation))
                throw new EndOfStreamException($"{count} bytes missing");
            var take = (int)Math.Min(count, end - start);
            start += take;
            count -= take;
        }
    }

    /// <summary>A chunked body with its trailer fields (RFC 9112 §7.1). Extensions are not expected of our own edge.</summary>
    public async Task<(byte[] Body, Fields Trailers)> ReadChunkedAsync(CancellationToken cancellation)
    {
        var body = new MemoryStream();
        while (true)
        {
            var size = await ReadChunkSizeAsync(cancellation);
            if (size == 0)
                return (body.ToArray(), await ReadFieldsAsync(cancellation));
            body.Write(await ReadExactlyAsync(size, cancellation));
            if (await ReadLineAsync(cancellation) is { Length: > 0 } extra)
                throw new InvalidDataException($"'{extra}' after the data of a chunk");
        }
    }

    public async Task<byte[]> ReadToEndAsync(CancellationToken cancellation)
    {
        var rest = new MemoryStream();
        while (await HasMoreAsync(cancellation))
        {
            rest.Write(buffer.AsSpan(start, end - start));
            start = end;
        }

        return rest.ToArray();
    }

    private async Task<int> ReadChunkSizeAsync(CancellationToken cancellation)
    {
        var line = await ReadLineAsync(cancellation);
        return line.Length is > 0 and <= 7 && line.All(char.IsAsciiHexDigit)
            ? Convert.ToInt32(line, 16)
            : throw new InvalidDataException($"not the size of a chunk: '{line}'");
    }

    private async ValueTask<byte> ReadByteAsync(CancellationToken cancellation)
    {
        if (!await HasMoreAsync(cancellation))
            throw new EndOfStreamException("the stream ended inside a message");
        return buffer[start++];
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        start = 0;
        end = await stream.ReadAsync(buffer, cancellation);
        if (Keeps)
        {
            lock (seenLock)
                seen.Write(buffer.AsSpan(0, end));
        }

        return end > 0;
    }
}
