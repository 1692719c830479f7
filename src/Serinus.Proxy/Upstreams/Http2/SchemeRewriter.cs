namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>
/// Finds the scheme in each header block among the bytes of a client of HTTP/2, and changes <c>http</c> to <c>https</c>. The blocks have
/// the form that the framework writes: first the method, then the scheme as an index, nothing compressed by a table of its own.
/// </summary>
internal sealed class SchemeRewriter
{
    /// <summary>RFC 9113 §3.4: what a connection begins with.</summary>
    private const int PrefaceBytes = 24;

    private const int FrameHeadBytes = 9;
    private const byte HeadersFrame = 1;
    private const byte PaddedOrPrioritized = 0x8 | 0x20;

    // RFC 7541 §6.1 and Appendix A: an index of the static table in one byte.
    private const byte MethodGet = 0x82;
    private const byte MethodPost = 0x83;
    private const byte SchemeHttp = 0x86;
    private const byte SchemeHttps = 0x87;

    /// <summary>RFC 7541 §6.2.2: a value that is not indexed, under the name <c>:method</c>.</summary>
    private const byte MethodLiteral = 0x02;

    /// <summary>RFC 7541 §5.2: no method is so long that its length needs a second byte, or is compressed.</summary>
    private const byte MethodBytesMax = 0x7E;

    private readonly byte[] frame = new byte[FrameHeadBytes];
    private int skip = PrefaceBytes;
    private int frameHeadBytes;
    private int left;
    private Expect expect = Expect.FrameHead;

    private enum Expect
    {
        FrameHead,
        Method,
        MethodLength,
        Scheme,
    }

    /// <summary>Changes the bytes that come next, however they are cut.</summary>
    public void Rewrite(Span<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; )
        {
            if (skip > 0)
            {
                var count = Math.Min(skip, bytes.Length - at);
                at += count;
                skip -= count;
                continue;
            }

            switch (expect)
            {
                case Expect.FrameHead:
                    ReadFrameHead(bytes[at]);
                    break;
                case Expect.Method:
                    ReadMethod(bytes[at]);
                    break;
                case Expect.MethodLength:
                    ReadMethodLength(bytes[at]);
                    break;
                case Expect.Scheme:
                    if (bytes[at] != SchemeHttp)
                        throw Unknown();
                    bytes[at] = SchemeHttps;
                    Go(Expect.FrameHead, left - 1);
                    break;
            }

            at++;
        }
    }

    private void ReadFrameHead(byte next)
    {
        frame[frameHeadBytes++] = next;
        if (frameHeadBytes < FrameHeadBytes)
            return;
        frameHeadBytes = 0;
        left = (frame[0] << 16) | (frame[1] << 8) | frame[2];
        if (frame[3] != HeadersFrame)
        {
            Go(Expect.FrameHead, left);
            return;
        }

        if ((frame[4] & PaddedOrPrioritized) != 0 || left == 0)
            throw Unknown();
        expect = Expect.Method;
    }

    private void ReadMethod(byte next)
    {
        if (--left <= 0)
            throw Unknown();
        expect = next switch
        {
            MethodGet or MethodPost => Expect.Scheme,
            MethodLiteral => Expect.MethodLength,
            _ => throw Unknown(),
        };
    }

    private void ReadMethodLength(byte next)
    {
        left -= 1 + next;
        if (next > MethodBytesMax || left <= 0)
            throw Unknown();
        Go(Expect.Scheme, next);
    }

    /// <summary>Passes over bytes, then expects something.</summary>
    private void Go(Expect what, int passing) => (expect, skip) = (what, passing);

    private static IOException Unknown() =>
        new("a header block of the framework's client is not in the form that is known");
}
