using System.Buffers;
using System.Text;
using Serinus.Routing.Config;

namespace Serinus.Routing.Match;

/// <summary>A compiled condition on a header or a query parameter.</summary>
/// <remarks>
/// Fields of the same name are compared as one value joined by commas (RFC 9110 §5.3): a client cannot satisfy a condition with
/// one field and hand the upstream another. Pieces of <c>Cookie</c> are joined as a server joins them (RFC 9113 §8.2.3). Of query parameters the
/// first of the name counts, byte for byte as sent.
/// </remarks>
internal sealed class ValueCondition
{
    private readonly byte[] name;
    private readonly byte[] value;
    private readonly byte[] separator;
    private readonly BytePattern? pattern;
    private readonly ValueKind kind;

    private ValueCondition(ValueMatchConfig config, string name, BytePattern? pattern)
    {
        Config = config;
        this.name = Encoding.UTF8.GetBytes(name);
        this.pattern = pattern;
        kind = config.Kind;
        value = Encoding.UTF8.GetBytes(config.Value);
        separator = name == "cookie" ? "; "u8.ToArray() : ","u8.ToArray();
    }

    public ValueMatchConfig Config { get; }

    public static ValueCondition ForHeader(ValueMatchConfig config, BytePattern? pattern) =>
        new(config, config.Name.ToLowerInvariant(), pattern);

    public static ValueCondition ForQuery(ValueMatchConfig config, BytePattern? pattern) =>
        new(config, config.Name, pattern);

    public bool HoldsForHeader(RequestHead head)
    {
        var count = 0;
        var length = 0;
        ReadOnlySpan<byte> first = default;
        foreach (ref readonly var field in head.Fields)
        {
            if (!IsNamed(head, field))
                continue;
            if (count++ == 0)
                first = head.Span(field.Value);
            length += field.Value.Length + separator.Length;
        }

        return count switch
        {
            0 => false,
            1 => Holds(first),
            _ => HoldsJoined(head, length - separator.Length),
        };
    }

    public bool HoldsForQuery(RequestHead head) => QueryString.TryGet(head.Query, name, out var found) && Holds(found);

    /// <summary>Whether a value is as wanted.</summary>
    public bool Holds(ReadOnlySpan<byte> actual) =>
        kind switch
        {
            ValueKind.Exact => actual.SequenceEqual(value),
            ValueKind.Regex => pattern!.IsMatch(actual),
            _ => true,
        };

    private bool HoldsJoined(RequestHead head, int length)
    {
        var joined = ArrayPool<byte>.Shared.Rent(length);
        var end = 0;
        foreach (ref readonly var field in head.Fields)
        {
            if (!IsNamed(head, field))
                continue;
            head.Span(field.Value).CopyTo(joined.AsSpan(end));
            end += field.Value.Length;
            if (end == length)
                continue;
            separator.CopyTo(joined.AsSpan(end));
            end += separator.Length;
        }

        var holds = Holds(joined.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(joined);
        return holds;
    }

    private bool IsNamed(RequestHead head, in HeaderField field) =>
        field.Name.Length == name.Length && Ascii.EqualsIgnoreCase(head.Span(field.Name), name);
}
