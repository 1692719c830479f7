using System.Globalization;
using System.Text;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;

namespace Serinus.Fuzz.Targets;

/// <summary>A chunked body with its trailers: cut anyhow it gives the same data; and what a second reader makes of it is the same.</summary>
internal sealed class BodyTarget : Target
{
    private const int TrailerBytesMax = 300;

    /// <summary>Names that would change the message if a trailer could carry them (RFC 9110 §6.5.1).</summary>
    private static readonly string[] Forbidden =
    [
        "content-length",
        "transfer-encoding",
        "host",
        "connection",
        "authorization",
        "x-forwarded-for",
        "x_forwarded_for",
        "content_length",
        "trailer",
        "te",
        "upgrade",
        "forwarded",
    ];

    private readonly BufferPool pool = new();

    public override string Name => "body";

    public override IReadOnlyList<string> Words => HttpWords.Body;

    public override void Check(byte[] input)
    {
        var whole = Read(input, [input.Length]);
        foreach (var pieces in Pieces.Of(input))
        {
            // What came before the fault may have been passed on in pieces or not at all: only the verdict must be the same.
            var cut = Read(input, pieces);
            Law.SameVerdict(whole.Verdict, cut.Verdict);
            if (!whole.Verdict.StartsWith("Bad", StringComparison.Ordinal))
                Law.Same(whole.Data, cut.Data, "pieces give the data that the whole gives");
        }

        if (!whole.Verdict.StartsWith("End", StringComparison.Ordinal))
            return;
        var strict = ReadStrictly(Encoding.Latin1.GetString(input));
        Law.Holds(strict is not null, "what is accepted is a chunked body by the grammar");
        Law.Same(strict!.Value.Data, whole.Data, "the data is the grammar's");
        Law.Same($"End {strict.Value.Length}", whole.Verdict, "the end is the grammar's");
        CheckTrailers(whole.Trailers);
    }

    private static void CheckTrailers(string trailers)
    {
        var match = Grammar.FieldSection().Match(trailers + "\r\n");
        Law.Holds(match.Success, "trailers that go on are fields by the grammar");
        Law.Holds(
            Forbidden.All(name => Grammar.ValuesOf(match, name).Length == 0),
            $"no trailer changes the message: {trailers}"
        );
    }

    private (string Verdict, string Data, string Trailers) Read(byte[] input, IEnumerable<int> pieces)
    {
        var buffer = new InputBuffer(pool);
        var body = new MessageBody(buffer);
        body.Begin(BodyKind.Chunked, 0, TrailerBytesMax, isHeadHeld: false);
        var data = new StringBuilder();
        var status = BodyStatus.NeedMore;
        var came = 0;
        foreach (var length in pieces)
        {
            input.AsSpan(came..length).CopyTo(body.Room().Span);
            body.Received(length - came);
            came = length;
            while ((status = body.Next(out var piece)) == BodyStatus.Data)
                data.Append(Encoding.Latin1.GetString(piece.Span));
            if (status != BodyStatus.NeedMore)
                break;
        }

        var verdict = status switch
        {
            BodyStatus.End => $"End {came - (buffer.End - buffer.Start)}",
            BodyStatus.Bad => $"Bad {body.Rejection!.Reason}",
            _ => "NeedMore",
        };
        var trailers = status == BodyStatus.End ? TrailersOf(body, buffer) : "";
        Law.Holds(body.BytesRead == data.Length, "data is counted as it is given out");
        buffer.Release();
        return (verdict, data.ToString(), trailers);
    }

    private string TrailersOf(MessageBody body, InputBuffer buffer)
    {
        var output = new OutputBuffer(pool);
        Trailers.Write(output, body.Trailers, buffer.Bytes);
        var text = output.IsEmpty ? "" : Encoding.Latin1.GetString(output.Written.Span);
        output.Release();
        return text;
    }

    /// <summary>Data and length of the body an input begins with; null when it begins with none.</summary>
    private static (string Data, int Length)? ReadStrictly(string text)
    {
        var data = new StringBuilder();
        for (var at = 0; ; )
        {
            var line = Grammar.ChunkLine().Match(text, at);
            if (!line.Success)
                return null;
            at += line.Length;
            var size = long.Parse(line.Groups["size"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                var end = text.AsSpan(at).StartsWith("\r\n")
                    ? at + 2
                    : text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal) + 4;
                return end > 3 && Grammar.FieldSection().IsMatch(text[at..end]) ? (data.ToString(), end) : null;
            }

            if (at + size + 2 > text.Length || text[(int)(at + size)] != '\r' || text[(int)(at + size) + 1] != '\n')
                return null;
            data.Append(text, at, (int)size);
            at += (int)size + 2;
        }
    }
}
