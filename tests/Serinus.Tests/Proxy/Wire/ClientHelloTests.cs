using System.Text;
using CsCheck;
using Serinus.Proxy.Wire;

namespace Serinus.Tests.Proxy.Wire;

public sealed class ClientHelloTests
{
    [Fact]
    public void The_name_a_real_client_asks_for_is_found()
    {
        Assert.Equal((ParseStatus.Done, "db.example.com"), Parse(SomeHello.Real("db.example.com")));
        Assert.Equal((ParseStatus.Done, ""), Parse(SomeHello.Real("")));
    }

    [Fact]
    public void A_hello_without_a_name_is_a_hello() => Assert.Equal((ParseStatus.Done, ""), Parse(SomeHello.Of([])));

    [Theory]
    [InlineData(30)]
    [InlineData(512)]
    public void A_hello_may_come_in_any_number_of_records(int size)
    {
        var message = SomeHello.Message([SomeHello.Name("a.test")], padding: 1200);

        Assert.Equal((ParseStatus.Done, "a.test"), Parse(SomeHello.InRecords(message, size)));
    }

    [Fact]
    public void A_hello_of_16_KiB_is_the_largest()
    {
        Assert.Equal(ParseStatus.Done, Parse(SomeHello.Of([SomeHello.Name("a")], 16_000)).Status);
        Assert.Equal(ParseStatus.Rejected, Parse(SomeHello.Of([SomeHello.Name("a")], 16_384)).Status);
        Assert.Equal(ParseStatus.Rejected, Parse(SomeHello.InRecords(SomeHello.Message([], 1000), 1)).Status);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\u0016\u0002")]
    [InlineData("\u0000")]
    public void What_does_not_begin_as_TLS_is_refused(string wire) =>
        Assert.Equal(ParseStatus.Rejected, Parse(Encoding.Latin1.GetBytes(wire)).Status);

    [Fact]
    public void What_begins_as_TLS_and_breaks_its_rules_is_refused()
    {
        var name = SomeHello.Name("a.test");
        AssertRefused(SomeHello.Of([name, name]));
        AssertRefused(SomeHello.Of([SomeHello.Name("")]));
        AssertRefused(SomeHello.Of([SomeHello.Name("a\0b")]));
        AssertRefused(SomeHello.Of([SomeHello.Name("a b")]));
        AssertRefused(
            SomeHello.Of([
                [.. name, 0],
            ])
        );
        AssertRefused(SomeHello.Of([name[..^1]]));
        AssertRefused(
            SomeHello.Of([
                [0, 0],
            ])
        );
        AssertRefused([22, 3, 1, 0, 0]);
        AssertRefused([22, 3, 1, 0x40, 1]);
        AssertRefused([22, 3, 1, 0, 1, 2]);
        AssertRefused(SomeHello.InRecords([.. SomeHello.Message([name]), 0], int.MaxValue));
        AssertRefused([.. SomeHello.InRecords(SomeHello.Message([name])[..20], 20), 23, 3, 3, 0, 1, 0]);

        static void AssertRefused(byte[] wire) => Assert.Equal(ParseStatus.Rejected, Parse(wire).Status);
    }

    [Fact]
    public void However_the_bytes_are_cut_into_pieces_the_answer_is_the_same_and_none_throws() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[0, 300], Gen.Select(Gen.Int[0, 500], Gen.Byte).Array[0, 3], Gen.Int[1, 60])
            .Sample(
                (record, padding, changes, piece) =>
                {
                    var message = SomeHello.Message([SomeHello.Name("a.example.test")], padding);
                    foreach (var (at, value) in changes)
                        message[at % message.Length] = value;
                    var wire = SomeHello.InRecords(message, record);
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

    private static (ParseStatus Status, string Name) Parse(byte[] wire, int piece = int.MaxValue)
    {
        for (var length = 0; length < wire.Length; )
        {
            length = (int)Math.Min((long)length + piece, wire.Length);
            var status = ClientHello.Gather(wire.AsSpan(0, length), out var record, out _);
            if (status == ParseStatus.Rejected)
                return (status, "");
            if (status == ParseStatus.Done)
                return ClientHello.TryRead(record, out var hello)
                    ? (status, Encoding.ASCII.GetString(hello.ServerName))
                    : (ParseStatus.Rejected, "");
        }

        return (ParseStatus.NeedMore, "");
    }
}
