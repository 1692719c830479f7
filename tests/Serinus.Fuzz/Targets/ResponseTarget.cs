using System.Text;
using Serinus.Proxy.Wire;

namespace Serinus.Fuzz.Targets;

/// <summary>The head of a response keeps the same laws as that of a request: an upstream may be hostile too.</summary>
internal sealed class ResponseTarget : Target
{
    private const int HeadBytesMax = 1024;

    private static readonly byte[] Behind = "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    public override string Name => "response";

    public override IReadOnlyList<string> Words => HttpWords.Response;

    public override void Check(byte[] input)
    {
        var whole = Read(input, [input.Length], 0, []);
        Law.Same(whole, Read(input, [input.Length], 7, Behind), "what lies around a head is not read");
        foreach (var pieces in Pieces.Of(input))
            Law.SameVerdict(whole, Read(input, pieces, 0, Behind));
        Law.Holds(
            !whole.StartsWith("NeedMore", StringComparison.Ordinal) || input.Length <= HeadBytesMax,
            "a head without end is refused"
        );
        if (whole.StartsWith("Done", StringComparison.Ordinal))
            CheckAccepted(input);
    }

    private static void CheckAccepted(byte[] input)
    {
        var (_, parser, head) = Parse(input, [input.Length], 0, []);
        var match = Grammar.Response().Match(Encoding.Latin1.GetString(input, 0, parser.End));
        Law.Holds(match.Success, "what is accepted is a response by the grammar");
        Law.Same(match.Groups["status"].Value, $"{head.Status}", "the status is the grammar's");
        Law.Same(match.Groups["reason"].Value, Text(head, head.Reason), "the reason is the grammar's");
        Law.Same(Grammar.FieldsOf(match), FieldsOf(head), "the fields are the grammar's");
        var told =
            Grammar.ValuesOf(match, "Content-Length").Length + Grammar.ValuesOf(match, "Transfer-Encoding").Length;
        Law.Holds(told <= 1, "the end of the body is told once");
    }

    private static string Read(byte[] input, IEnumerable<int> pieces, int before, byte[] behind)
    {
        var (status, parser, head) = Parse(input, pieces, before, behind);
        ref readonly var framing = ref parser.Framing;
        return status switch
        {
            ParseStatus.Done =>
                $"Done {parser.End - before} {head.Status} {Text(head, head.Reason)} 1.{head.MinorVersion} "
                    + $"{framing.ContentLength} {framing.IsChunked} {framing.Close} {framing.UpgradeCount}\n{FieldsOf(head)}",
            ParseStatus.Rejected => $"Rejected {parser.Rejection!.Reason}",
            _ => "NeedMore",
        };
    }

    private static (ParseStatus Status, ResponseParser Parser, ResponseHead Head) Parse(
        byte[] input,
        IEnumerable<int> pieces,
        int before,
        byte[] behind
    )
    {
        byte[] bytes = [.. new byte[before], .. input, .. behind];
        var parser = new ResponseParser();
        var head = new ResponseHead();
        head.Reset(bytes);
        parser.Reset(before);
        var status = ParseStatus.NeedMore;
        foreach (var length in pieces)
        {
            status = parser.Parse(bytes.AsSpan(0, before + length), head, HeadBytesMax);
            if (status != ParseStatus.NeedMore)
                break;
        }

        return (status, parser, head);
    }

    private static string FieldsOf(ResponseHead head)
    {
        var text = new StringBuilder();
        foreach (ref readonly var field in head.Fields)
            text.Append($"{Text(head, field.Name)}: {Text(head, field.Value)}\n");
        return text.ToString();
    }

    private static string Text(ResponseHead head, Serinus.Routing.Match.Slice slice) =>
        Encoding.Latin1.GetString(head.Span(slice));
}
