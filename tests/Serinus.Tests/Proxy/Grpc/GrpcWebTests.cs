using System.Text;
using CsCheck;
using Serinus.Proxy.Grpc;

namespace Serinus.Tests.Proxy.Grpc;

public sealed class GrpcWebTests
{
    [Fact]
    public void Base64_is_taken_off_however_it_is_padded_and_cut() =>
        Gen.Select(Gen.Byte.Array[0, 20].Array[0, 6], Gen.Int[1, 9])
            .Sample(
                (messages, size) =>
                {
                    var text = Encoding.ASCII.GetBytes(string.Concat(messages.Select(Convert.ToBase64String)));
                    var decoder = new GrpcWebDecoder();
                    var decoded = new List<byte>();
                    for (var at = 0; at < text.Length; at += size)
                    {
                        if (!decoder.TryDecode(text.AsSpan(at, Math.Min(size, text.Length - at)), out var data))
                            return false;
                        decoded.AddRange(data.ToArray());
                    }

                    return decoder.IsWhole && decoded.SequenceEqual(messages.SelectMany(message => message));
                }
            );

    [Theory]
    [InlineData("!!!!")]
    [InlineData("AAA=A===")]
    [InlineData("====")]
    public void What_is_no_base64_is_refused(string text) =>
        Assert.False(new GrpcWebDecoder().TryDecode(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void A_group_that_is_cut_is_not_whole()
    {
        var decoder = new GrpcWebDecoder();

        Assert.True(decoder.TryDecode("AAAAA"u8, out var data));
        Assert.Equal((3, false), (data.Length, decoder.IsWhole));
    }

    [Theory]
    [InlineData("application/grpc", GrpcKind.Plain)]
    [InlineData("application/grpc+proto", GrpcKind.Plain)]
    [InlineData("Application/gRPC-Web", GrpcKind.Web)]
    [InlineData("application/grpc-web+json; charset=utf-8", GrpcKind.Web)]
    [InlineData("application/grpc-web-text+proto", GrpcKind.WebText)]
    [InlineData("application/grpc-webx", GrpcKind.None)]
    [InlineData("application/grpcx", GrpcKind.None)]
    [InlineData("application/json", GrpcKind.None)]
    public void The_content_type_tells_the_form(string type, object kind) =>
        Assert.Equal(kind, GrpcCall.KindOf(Encoding.ASCII.GetBytes(type)));

    [Theory]
    [InlineData("application/grpc-web+proto", "application/grpc+proto")]
    [InlineData("application/grpc-web-text", "application/grpc")]
    public void Types_are_translated_both_ways(string web, string plain)
    {
        Assert.Equal(plain, GrpcWeb.PlainType(web));
        Assert.Equal(web, GrpcWeb.WebType(plain, GrpcCall.KindOf(Encoding.ASCII.GetBytes(web))));
        Assert.Equal("text/html", GrpcWeb.WebType("text/html", GrpcKind.Web));
    }

    [Theory]
    [InlineData("1S", 1000)]
    [InlineData("99999999H", 99999999L * 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("250m", 250)]
    [InlineData("1u", 1)]
    [InlineData("1000001n", 2)]
    [InlineData("S", -1)]
    [InlineData("1", -1)]
    [InlineData("1s", -1)]
    [InlineData("-1S", -1)]
    [InlineData("123456789S", -1)]
    public void Timeouts_are_read_by_their_unit(string text, long milliseconds) =>
        Assert.Equal(milliseconds, GrpcCall.ParseTimeout(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData(-1, 14)]
    [InlineData(0, 13)]
    [InlineData(1, 13)]
    [InlineData(7, 14)]
    [InlineData(8, 1)]
    [InlineData(11, 8)]
    [InlineData(12, 7)]
    public void Resets_are_told_by_the_table_of_the_protocol(long code, int status) =>
        Assert.Equal(status, (int)GrpcStatuses.OfReset(code));

    [Theory]
    [InlineData(404, 12)]
    [InlineData(413, 8)]
    [InlineData(502, 14)]
    [InlineData(503, 14)]
    [InlineData(504, 4)]
    public void Answers_of_the_edge_are_told_as_statuses(int answer, int status) =>
        Assert.Equal(status, (int)GrpcStatuses.OfAnswer(answer));
}
