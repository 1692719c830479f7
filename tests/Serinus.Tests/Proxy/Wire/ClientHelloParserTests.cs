using System.Text;
using CsCheck;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;

namespace Serinus.Tests.Proxy.Wire;

public sealed class ClientHelloParserTests
{
    [Fact]
    public void The_name_a_real_client_asks_for_is_found()
    {
        Assert.Equal((ParseStatus.Done, true, "db.example.com"), Parse(ClientHello.Real("db.example.com")));
        Assert.Equal((ParseStatus.Done, true, ""), Parse(ClientHello.Real("")));
    }

    [Theory]
    [InlineData("A.Example.COM", "a.example.com")]
    [InlineData("a.example.com.", "a.example.com")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    public void A_name_is_given_in_lower_case_without_final_dot(string asked, string name) =>
        Assert.Equal((ParseStatus.Done, true, name), Parse(ClientHello.Of([ClientHello.Name(asked)])));

    [Fact]
    public void A_hello_without_a_name_is_a_hello() =>
        Assert.Equal((ParseStatus.Done, true, ""), Parse(ClientHello.Of([])));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(512)]
    public void A_hello_may_come_in_any_number_of_records(int size)
    {
        var message = ClientHello.Message([ClientHello.Name("a.test")], padding: 1200);

        Assert.Equal((ParseStatus.Done, true, "a.test"), Parse(ClientHello.InRecords(message, size)));
    }

    [Fact]
    public void A_hello_of_16_KiB_is_the_largest()
    {
        Assert.Equal(ParseStatus.Done, Parse(ClientHello.Of([ClientHello.Name("a")], 16_000)).Status);
        Assert.Equal(ParseStatus.Rejected, Parse(ClientHello.Of([ClientHello.Name("a")], 16_384)).Status);
        Assert.Equal(ParseStatus.Rejected, Parse(ClientHello.InRecords(new byte[16_384], 1)[..16_384]).Status);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\u0016\u0002")]
    [InlineData("\u0000")]
    public void What_does_not_begin_as_TLS_is_something_else(string wire) =>
        Assert.Equal((ParseStatus.Done, false, ""), Parse(Encoding.Latin1.GetBytes(wire)));

    [Fact]
    public void What_begins_as_TLS_and_breaks_its_rules_is_refused()
    {
        var name = ClientHello.Name("a.test");
        AssertRefused(ClientHello.Of([name, name]));
        AssertRefused(ClientHello.Of([ClientHello.Name("")]));
        AssertRefused(ClientHello.Of([ClientHello.Name("a\0b")]));
        AssertRefused(ClientHello.Of([ClientHello.Name("a b")]));
        AssertRefused(ClientHello.Of([ClientHello.Name("a..b")]));
        AssertRefused(ClientHello.Of([ClientHello.Name(".")]));
        AssertRefused(ClientHello.Of([ClientHello.Name(new string('a', 256))]));
        AssertRefused(
            ClientHello.Of([
                [.. name, 0],
            ])
        );
        AssertRefused(ClientHello.Of([name[..^1]]));
        AssertRefused(
            ClientHello.Of([
                [0, 0],
            ])
        );
        AssertRefused([22, 3, 1, 0, 0]);
        AssertRefused([22, 3, 1, 0x40, 1]);
        AssertRefused([22, 3, 1, 0, 1, 2]);
        AssertRefused(ClientHello.InRecords([.. ClientHello.Message([name]), 0], int.MaxValue));
        AssertRefused([.. ClientHello.InRecords(ClientHello.Message([name])[..20], 20), 23, 3, 3, 0, 1, 0]);

        static void AssertRefused(byte[] wire) => Assert.Equal(ParseStatus.Rejected, Parse(wire).Status);
    }

    [Fact]
    public void However_the_bytes_are_cut_into_pieces_the_answer_is_the_same_and_none_throws() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[0, 300], Gen.Select(Gen.Int[0, 500], Gen.Byte).Array[0, 3], Gen.Int[1, 60])
            .Sample(
                (record, padding, changes, piece) =>
                {
                    var message = ClientHello.Message([ClientHello.Name("a.example.test")], padding);
                    foreach (var (at, value) in changes)
                        message[at % message.Length] = value;
                    var wire = ClientHello.InRecords(message, record);
                    if (changes.Length == 3)
                        wire[changes[0].Item1 % wire.Length] = changes[0].Item2;

                    Assert.Equal(Parse(wire), Parse(wire, piece));
                }
            );

    [Fact]
    public void Rubbish_behind_a_beginning_of_TLS_never_throws() =>
        Gen
            .Byte.Array[0, 100]
            .Sample(rubbish =>
            {
                byte[] wire = [22, 3, 1, .. rubbish];
                Assert.Equal(Parse(wire), Parse(wire, 1));
            });

    private static (ParseStatus Status, bool IsTls, string Name) Parse(byte[] wire, int piece = int.MaxValue)
    {
        var parser = new ClientHelloParser(new BufferPool());
        var status = ParseStatus.NeedMore;
        for (var length = 0; length < wire.Length && status == ParseStatus.NeedMore; )
        {
            length = (int)Math.Min((long)length + piece, wire.Length);
            status = parser.Parse(wire.AsSpan(0, length));
        }

        parser.Release();
        return (status, parser.IsTls, status == ParseStatus.Done ? Encoding.ASCII.GetString(parser.Name) : "");
    }
}
