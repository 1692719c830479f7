using System.Text;
using CsCheck;
using Serinus.Proxy.Wire;

namespace Serinus.Tests.Proxy.Wire;

public sealed class ChunkedDecoderTests
{
    [Theory]
    [InlineData("5\r\nhello\r\n0\r\n", "hello")]
    [InlineData("005\r\nhello\r\n0\r\n", "hello")]
    [InlineData("A;name=value\r\n0123456789\r\n1 ;x\r\n!\r\n0\r\n", "0123456789!")]
    [InlineData("0\r\n", "")]
    public void Data_comes_out_without_its_framing(string wire, string data)
    {
        var (status, decoded, _) = Decode(wire, wire.Length);

        Assert.Equal(ParseStatus.Done, status);
        Assert.Equal(data, decoded);
    }

    [Theory]
    [InlineData("0x5\r\nhello\r\n")]
    [InlineData("+5\r\nhello\r\n")]
    [InlineData(" 5\r\nhello\r\n")]
    [InlineData("5_\r\nhello\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("\r\n")]
    [InlineData("g\r\n")]
    [InlineData("5;a\nhello\r\n")]
    [InlineData("5;a\rb\r\nhello\r\n")]
    [InlineData("5;a\0\r\nhello\r\n")]
    [InlineData("5 \r\nhello\r\n")]
    [InlineData("5\r\nhelloXX")]
    [InlineData("5\r\nhello\n0")]
    [InlineData("5\nhello")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n")]
    public void A_bad_chunk_is_refused(string wire) =>
        Assert.Equal(ParseStatus.Rejected, Decode(wire, wire.Length).Status);

    [Fact]
    public void Extensions_are_bounded_on_a_line_and_in_all()
    {
        Assert.Equal(ParseStatus.Rejected, Decode("1;" + new string('x', 5000), 10_000).Status);
        var tiny = string.Concat(Enumerable.Repeat("1;" + new string('x', 1000) + "\r\na\r\n", 100));

        var (status, _, rejection) = Decode(tiny, tiny.Length);

        Assert.Equal(ParseStatus.Rejected, status);
        Assert.Equal("too_many_chunk_extensions", rejection!.Reason);
    }

    [Fact]
    public void However_a_body_is_cut_into_pieces_the_outcome_is_the_same() =>
        Gen.Select(
                Gen.OneOf("5\r\nhello\r\n3 ; a=b\r\nabc\r\n0\r\n", "1\r\na\r\n2\r\nbc\r\n0\r\n"),
                Gen.Select(Gen.Int[0, 18], Gen.Char["\r\n;05aZ \t\0"]).Array[0, 2],
                Gen.Int[1, 5]
            )
            .Sample(
                (text, changes, step) =>
                {
                    var chars = text.ToCharArray();
                    foreach (var (at, with) in changes)
                        chars[at % chars.Length] = with;
                    var wire = new string(chars);

                    var whole = Decode(wire, wire.Length);
                    var pieces = Decode(wire, step);

                    Assert.Equal(whole.Status, pieces.Status);
                    if (whole.Status != ParseStatus.Rejected)
                        Assert.Equal(whole.Data, pieces.Data);
                }
            );

    /// <summary>Feeds the wire in steps, what is unused kept in front, as a connection does.</summary>
    private static (ParseStatus Status, string Data, Rejection? Rejection) Decode(string wire, int step)
    {
        var bytes = Encoding.Latin1.GetBytes(wire);
        var decoder = new ChunkedDecoder();
        var data = new StringBuilder();
        var start = 0;
        var end = 0;
        while (true)
        {
            var status = decoder.Next(bytes.AsSpan(start, end - start), out var used, out var length);
            data.Append(Encoding.Latin1.GetString(bytes, start + used - length, length));
            start += used;
            if (status == ParseStatus.Rejected || (status == ParseStatus.Done && length == 0))
                return (status, data.ToString(), decoder.Rejection);
            if (status == ParseStatus.Done)
                continue;
            if (end == bytes.Length)
                return (status, data.ToString(), null);
            end = Math.Min(end + step, bytes.Length);
        }
    }
}
