using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Serinus.Routing.Match;

/// <summary>
/// The head of one request, whatever the protocol that carried it: slices into one buffer, filled by a protocol adapter and
/// read by matching, splitting and forwarding. Reused from request to request; owned by one exchange at a time.
/// </summary>
public sealed class RequestHead
{
    private HeaderField[] fields = new HeaderField[32];
    private byte[] scratch = [];
    private int scratchUsed;
    private Slice host;
    private Slice path;
    private bool hostInScratch;
    private bool pathInScratch;

    /// <summary>The buffer all slices point into.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Method, as received.</summary>
    public Slice MethodSlice { get; set; }

    /// <summary>Request target, as received.</summary>
    public Slice TargetSlice { get; set; }

    /// <summary>Query, without the question mark; empty with <see cref="HasQuery"/> false when there is none.</summary>
    public Slice QuerySlice { get; set; }

    /// <summary>Whether the target has a question mark.</summary>
    public bool HasQuery { get; set; }

    /// <summary>Port the client named with the host, or 0.</summary>
    public int HostPort { get; set; }

    /// <summary>Whether the client spoke TLS.</summary>
    public bool IsHttps { get; set; }

    /// <summary>Address of the client: the peer's, or what trusted forwarding headers say.</summary>
    public ClientAddress Client { get; set; }

    /// <summary>Index of the listener it came in on.</summary>
    public int Listener { get; set; }

    /// <summary>Header fields in the order received.</summary>
    public ReadOnlySpan<HeaderField> Fields => fields.AsSpan(0, FieldCount);

    /// <summary>Number of header fields.</summary>
    public int FieldCount { get; private set; }

    /// <summary>Method, as received.</summary>
    public ReadOnlySpan<byte> Method => Span(MethodSlice);

    /// <summary>Request target, as received.</summary>
    public ReadOnlySpan<byte> Target => Span(TargetSlice);

    /// <summary>Host in lower case, without port and without a final dot; empty when there is none.</summary>
    public ReadOnlySpan<byte> Host => (hostInScratch ? scratch : Bytes).AsSpan(host.Start, host.Length);

    /// <summary>Path with dot segments removed and unreserved characters decoded (RFC 3986 §6.2.2); these bytes are matched and forwarded.</summary>
    public ReadOnlySpan<byte> Path => (pathInScratch ? scratch : Bytes).AsSpan(path.Start, path.Length);

    /// <summary>Query, without the question mark.</summary>
    public ReadOnlySpan<byte> Query => Span(QuerySlice);

    /// <summary>Bytes of a slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Span(Slice slice) => Bytes.AsSpan(slice.Start, slice.Length);

    /// <summary>Empties the head and points it at a buffer.</summary>
    public void Reset(byte[] bytes)
    {
        Bytes = bytes;
        FieldCount = 0;
        scratchUsed = 0;
        host = path = QuerySlice = MethodSlice = TargetSlice = default;
        hostInScratch = pathInScratch = HasQuery = false;
        HostPort = 0;
    }

    /// <summary>Points the head at a larger buffer that begins with the same bytes.</summary>
    public void Move(byte[] bytes) => Bytes = bytes;

    /// <summary>Adds a header field.</summary>
    public void Add(HeaderField field)
    {
        if (FieldCount == fields.Length)
            Array.Resize(ref fields, fields.Length * 2);
        fields[FieldCount++] = field;
    }

    /// <summary>Sets the host to a slice of <see cref="Bytes"/> that is in lower case already.</summary>
    public void SetHost(Slice slice)
    {
        host = slice;
        hostInScratch = false;
    }

    /// <summary>Sets the path to a slice of <see cref="Bytes"/> that is normal already.</summary>
    public void SetPath(Slice slice)
    {
        path = slice;
        pathInScratch = false;
    }

    /// <summary>Sets the host to other bytes than those received, and returns where to write them.</summary>
    public Span<byte> RewriteHost(int length)
    {
        host = Take(length);
        hostInScratch = true;
        return scratch.AsSpan(host.Start, length);
    }

    /// <summary>Sets the path to other bytes than those received, and returns where to write them.</summary>
    public Span<byte> RewritePath(int length)
    {
        path = Take(length);
        pathInScratch = true;
        return scratch.AsSpan(path.Start, length);
    }

    /// <summary>Cuts the path to its first bytes, after <see cref="RewritePath"/> asked for more than were needed.</summary>
    public void ShortenPath(int length)
    {
        Debug.Assert(length <= path.Length, "A path can only be cut.");
        path = path with { Length = length };
    }

    /// <summary>Value of the first field with this name, which must be given in lower case.</summary>
    public bool TryGet(ReadOnlySpan<byte> lowerName, out ReadOnlySpan<byte> value)
    {
        foreach (ref readonly var field in Fields)
        {
            if (field.Name.Length == lowerName.Length && Ascii.EqualsIgnoreCase(Span(field.Name), lowerName))
            {
                value = Span(field.Value);
                return true;
            }
        }

        value = default;
        return false;
    }

    private Slice Take(int length)
    {
        var start = scratchUsed;
        if (scratch.Length < start + length)
            Array.Resize(ref scratch, Math.Max(start + length, 512));
        scratchUsed += length;
        return new Slice(start, length);
    }
}
