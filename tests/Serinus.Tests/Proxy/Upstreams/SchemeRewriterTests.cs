using Serinus.Proxy.Upstreams.Http2;

namespace Serinus.Tests.Proxy.Upstreams;

public class SchemeRewriterTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    [Fact]
    public void Only_the_scheme_of_each_header_block_changes_however_the_bytes_are_cut()
    {
        byte[] before =
        [
            .. Preface,
            .. Frame(4),
            .. Frame(1, 0x82, 0x86, 0x86),
            .. Frame(0, 0x82, 0x86, 1, 2),
            .. Frame(1, [0x02, 7, .. "CONNECT"u8, 0x86, 0x40]),
            .. Frame(9, 0x86),
            .. Frame(1, 0x83, 0x86),
        ];
        byte[] after =
        [
            .. Preface,
            .. Frame(4),
            .. Frame(1, 0x82, 0x87, 0x86),
            .. Frame(0, 0x82, 0x86, 1, 2),
            .. Frame(1, [0x02, 7, .. "CONNECT"u8, 0x87, 0x40]),
            .. Frame(9, 0x86),
            .. Frame(1, 0x83, 0x87),
        ];

        for (var piece = 1; piece <= before.Length; piece++)
        {
            var rewriter = new SchemeRewriter();
            var bytes = before.ToArray();
            for (var at = 0; at < bytes.Length; at += piece)
                rewriter.Rewrite(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            Assert.Equal(after, bytes);
        }
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x82 })]
    [InlineData(new byte[] { 0x82, 0x87 })]
    [InlineData(new byte[] { 0x82, 0x41 })]
    [InlineData(new byte[] { 0x3F, 0x82, 0x86 })]
    [InlineData(new byte[] { 0x02, 0x83, 1, 2, 3, 0x86 })]
    [InlineData(new byte[] { 0x02, 3, 1, 2 })]
    public void A_block_of_another_form_is_not_sent(byte[] block) =>
        Assert.Throws<IOException>(() => new SchemeRewriter().Rewrite((byte[])[.. Preface, .. Frame(1, block), 0x86]));

    [Fact]
    public void Padding_and_priorities_are_not_in_the_form_that_is_known()
    {
        var frame = Frame(1, 0, 0x82, 0x86);
        frame[4] = 0x8;
        Assert.Throws<IOException>(() => new SchemeRewriter().Rewrite((byte[])[.. Preface, .. frame]));
    }

    private static byte[] Frame(byte kind, params byte[] payload) =>
        [0, 0, (byte)payload.Length, kind, 0, 0, 0, 0, 1, .. payload];
}
