using System.Text;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Tests.Proxy.Wire.Kestrel;

/// <summary>A request as one parser read it, in a form in which two can be compared.</summary>
/// <param name="Text">What was read; null when it was refused or not whole.</param>
/// <param name="Reason">Why it was refused; null when it was not.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record ReadRequest(string? Text, string? Reason, int Length = 0)
{
    private static readonly LimitsConfig Limits = new();

    /// <summary>Method, target, fields and body. Framing and Host are compared by what came of them.</summary>
    public static string Describe(
        string method,
        string target,
        IEnumerable<(string Name, string Value)> fields,
        byte[] body
    )
    {
        // Kestrel takes fields of the framing away, writes options of the connection anew, and groups fields by name.
        var compared =
            from field in fields
            let name = field.Name.ToLowerInvariant()
            where name is not ("transfer-encoding" or "content-length" or "host" or "connection")
            group field.Value by name into values
            orderby values.Key
            select $"{values.Key}: {string.Join(" | ", values)}";
        return $"{method} {target}\n{string.Join('\n', compared)}\n{Encoding.Latin1.GetString(body)}";
    }

    /// <summary>The first request in <paramref name="bytes"/> as the edge reads it.</summary>
    public static ReadRequest Of(byte[] bytes)
    {
        var input = new InputBuffer(new BufferPool());
        bytes.CopyTo(input.RoomForBody(isHeadHeld: false));
        input.Received(bytes.Length);
        var (parser, head) = (new RequestParser(), new RequestHead());
        head.Reset(input.Bytes);
        parser.Reset(0);
        if (parser.Parse(input.All, head, Limits) is not ParseStatus.Done)
            return new ReadRequest(null, parser.Rejection?.Reason);
        input.Consume(parser.End);

        var body = new MessageBody(input);
        var kind =
            parser.Framing.IsChunked ? BodyKind.Chunked
            : parser.Framing.ContentLength > 0 ? BodyKind.Length
            : BodyKind.None;
        body.Begin(kind, parser.Framing.ContentLength, Limits.TrailerBytesMax, isHeadHeld: false);
        var data = new List<byte>();
        BodyStatus status;
        while ((status = body.Next(out var piece)) == BodyStatus.Data)
            data.AddRange(piece.Span);
        if (status != BodyStatus.End)
            return new ReadRequest(null, body.Rejection?.Reason);
        var fields = head.Fields.ToArray().Select(field => (Latin1(head, field.Name), Latin1(head, field.Value)));
        return new ReadRequest(
            Describe(Latin1(head, head.MethodSlice), Latin1(head, head.TargetSlice), fields, [.. data]),
            null,
            bytes.Length - (input.End - input.Start)
        );
    }

    private static string Latin1(RequestHead head, Slice slice) => Encoding.Latin1.GetString(head.Span(slice));
}
