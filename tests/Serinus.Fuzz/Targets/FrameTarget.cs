using System.Buffers.Binary;
using Serinus.Proxy.Http2;

namespace Serinus.Fuzz.Targets;

/// <summary>Frames of HTTP/2 as the edge sees them pass: in whatever pieces they come, the same heads are found and the same is odd.</summary>
internal sealed class FrameTarget : Target
{
    private const int HeadBytes = 9;
    private const int GlitchesMax = 5;

    public override string Name => "frames";

    public override IReadOnlyList<string> Words =>
        [
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\0\0\0\x04\0\0\0\0\0",
            "\0\0\x08\x06\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "\0\0\x04\x03\0\0\0\0\x01\0\0\0\x08",
            "\0\0\x04\x03\0\0\0\0\x01\0\0\0\x02",
            "\0\0\x05\x02\0\0\0\0\x01\0\0\0\0\x01",
            "\0\0\0\0\0\0\0\0\x01",
            "\0\0\0\x01\x05\0\0\0\x03",
            "\0\0\0\x09\0\0\0\0\x01",
            "\0\0\x04\x08\0\0\0\0\0\0\0\0\x01",
        ];

    public override void Check(byte[] input)
    {
        var plain = ReadPlainly(input, FrameScanner.Preface.Length);
        var whole = Scan(input, [input.Length]);
        Law.Same(plain, whole, "a plain reader finds the same heads");
        var odd = Watch(input, [input.Length]);
        foreach (var pieces in Pieces.Of(input))
        {
            var lengths = pieces.ToArray();
            Law.Same(whole, Scan(input, lengths), "pieces give the heads that the whole gives");
            Law.Same(odd, Watch(input, lengths), "pieces are as odd as the whole");
        }

        CheckBoundary(input);
    }

    /// <summary>What is left of a frame that is cut is found to the byte, so that another may follow.</summary>
    private static void CheckBoundary(byte[] input)
    {
        var cut = input.Length / 2;
        var watch = new FrameWatch(GlitchesMax);
        watch.Sending(input.AsSpan(..cut), 0);
        var length = watch.LengthToBoundary(input.AsSpan(cut..));
        watch.Sending(input.AsSpan(cut, length), 0);
        Law.Holds(watch.IsAtBoundary || cut + length == input.Length, "behind the frame that is cut is a boundary");
        Law.Same(
            ReadPlainly(input[..(cut + length)], 0).Split('|')[1],
            $"{watch.IsAtBoundary}",
            "a plain reader sees the boundary too"
        );
    }

    private static string Scan(byte[] input, IEnumerable<int> pieces)
    {
        var scanner = FrameScanner.AfterPreface();
        var found = new List<FrameHead>();
        var came = 0;
        foreach (var length in pieces)
        {
            var piece = input.AsSpan(came..length);
            came = length;
            while (scanner.Next(piece, out var used, out var head))
            {
                found.Add(head);
                piece = piece[used..];
            }
        }

        return $"{string.Join(' ', found)}|{scanner.IsAtBoundary}";
    }

    private static string Watch(byte[] input, IEnumerable<int> pieces)
    {
        var watch = new FrameWatch(GlitchesMax);
        var came = 0;
        foreach (var length in pieces)
        {
            watch.Received(input.AsSpan(came..length), 0);
            watch.Sending(input.AsSpan(came..length), 0);
            came = length;
        }

        return $"{watch.IsTooOdd} {watch.LastStream} {watch.IsAtBoundary}";
    }

    private static string ReadPlainly(byte[] input, int at)
    {
        var found = new List<FrameHead>();
        while (at + HeadBytes <= input.Length)
        {
            var head = input.AsSpan(at);
            var length = (int)(BinaryPrimitives.ReadUInt32BigEndian(head) >> 8);
            var kind = (FrameKind)head[3];
            var isReset = kind == FrameKind.RstStream && length == 4;
            if (isReset && head.Length < HeadBytes + length)
                return $"{string.Join(' ', found)}|False";
            var code = isReset ? BinaryPrimitives.ReadInt32BigEndian(head[HeadBytes..]) : 0;
            var stream = BinaryPrimitives.ReadInt32BigEndian(head[5..]) & int.MaxValue;
            found.Add(new FrameHead(kind, length, head[4], stream, (Http2Error)code));
            at += HeadBytes + length;
        }

        return $"{string.Join(' ', found)}|{at == input.Length}";
    }
}
