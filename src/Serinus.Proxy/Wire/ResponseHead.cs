using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>The head of an upstream's response: slices into one buffer. Reused from response to response.</summary>
public sealed class ResponseHead
{
    private HeaderField[] fields = new HeaderField[32];

    public byte[] Bytes { get; private set; } = [];

    public int Status { get; set; }

    /// <summary>Minor version: 0 or 1.</summary>
    public int MinorVersion { get; set; }

    public Slice Reason { get; set; }

    public int FieldCount { get; private set; }

    public ReadOnlySpan<HeaderField> Fields => fields.AsSpan(0, FieldCount);

    public ReadOnlySpan<byte> Span(Slice slice) => Bytes.AsSpan(slice.Start, slice.Length);

    public void Reset(byte[] bytes)
    {
        Bytes = bytes;
        FieldCount = 0;
        Reason = default;
    }

    public void Move(byte[] bytes) => Bytes = bytes;

    public void Add(HeaderField field)
    {
        if (FieldCount == fields.Length)
            Array.Resize(ref fields, fields.Length * 2);
        fields[FieldCount++] = field;
    }
}
