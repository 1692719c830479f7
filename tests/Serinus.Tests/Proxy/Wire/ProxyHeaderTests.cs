using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using System.Text;
using CsCheck;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Tests.Proxy.Wire;

public sealed class ProxyHeaderTests
{
    private static readonly byte[] Signature = "\r\n\r\n\0\r\nQUIT\n"u8.ToArray();

    private static readonly Gen<ClientAddress> Address = Gen.OneOf(
        Gen.UInt.Select(ClientAddress.FromIPv4),
        Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new ClientAddress(new UInt128(high, low)))
    );

    private static readonly Gen<Ends> AnyEnds = Gen.Select(
        Address,
        Gen.Int[0, 65535],
        Address,
        Gen.Int[0, 65535],
        (source, sourcePort, destination, destinationPort) => new Ends(source, sourcePort, destination, destinationPort)
    );

    private static readonly Gen<ProxyProtocolVersion> Version = Gen.OneOf(
        Gen.Const(ProxyProtocolVersion.V1),
        Gen.Const(ProxyProtocolVersion.V2)
    );

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n", "192.0.2.1", 56324, "198.51.100.7", 443)]
    [InlineData("PROXY TCP6 2001:db8::1 ::1 0 65535\r\nGET", "2001:db8::1", 0, "::1", 65535)]
    [InlineData("PROXY TCP6 ::ffff:10.0.0.1 ::1 1 2\r\n", "10.0.0.1", 1, "::1", 2)]
    public void A_line_of_version_1_tells_both_ends(
        string wire,
        string source,
        int sourcePort,
        string destination,
        int destinationPort
    )
    {
        var (status, header) = Parse(Encoding.ASCII.GetBytes(wire));

        Assert.Equal(ParseStatus.Done, status);
        Assert.Equal(wire.IndexOf('\n') + 1, header.Length);
        Assert.Equal(new Ends(From(source), sourcePort, From(destination), destinationPort), header.Ends);
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n")]
    public void A_line_without_addresses_keeps_those_of_the_socket(string wire)
    {
        var (status, header) = Parse(Encoding.ASCII.GetBytes(wire));

        Assert.Equal((ParseStatus.Done, wire.Length, null), (status, header.Length, header.Ends));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rX")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3 4 5\r\n")]
    [InlineData("PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4  2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.04 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 ::1 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 ::1 1 2\r\n")]
    [InlineData("PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY UNKNOWNX\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIX\n")]
    public void What_is_no_header_is_refused(string wire) =>
        Assert.Equal(ParseStatus.Rejected, Parse(Encoding.ASCII.GetBytes(wire)).Status);

    [Fact]
    public void A_line_of_107_bytes_is_the_longest()
    {
        var longest = "PROXY UNKNOWN " + new string('x', 107 - 16) + "\r\n";

        Assert.Equal(ParseStatus.Done, Parse(Encoding.ASCII.GetBytes(longest)).Status);
        Assert.Equal(ParseStatus.Rejected, Parse(Encoding.ASCII.GetBytes(longest.Insert(20, "x"))).Status);
        Assert.Equal(ParseStatus.NeedMore, Parse(Encoding.ASCII.GetBytes(longest[..106])).Status);
    }

    [Theory]
    [InlineData(0x20, 0x00, 0)]
    [InlineData(0x20, 0x11, 12)]
    [InlineData(0x20, 0xFF, 5)]
    [InlineData(0x21, 0x00, 0)]
    [InlineData(0x21, 0x31, 216)]
    public void Local_and_families_without_IP_addresses_keep_those_of_the_socket(int command, int family, int length)
    {
        var (status, header) = Parse(Binary(command, family, new byte[length]));

        Assert.Equal((ParseStatus.Done, 16 + length, null), (status, header.Length, header.Ends));
    }

    [Theory]
    [InlineData(0x11, 0x11, 12)]
    [InlineData(0x22, 0x11, 12)]
    [InlineData(0x21, 0x10, 12)]
    [InlineData(0x21, 0x41, 12)]
    [InlineData(0x21, 0x13, 12)]
    [InlineData(0x21, 0x11, 11)]
    [InlineData(0x21, 0x21, 35)]
    [InlineData(0x21, 0x31, 215)]
    [InlineData(0x21, 0x11, 14)]
    [InlineData(0x21, 0x11, 4097)]
    public void Unknown_versions_commands_and_families_and_bad_lengths_are_refused(
        int command,
        int family,
        int length
    ) => Assert.Equal(ParseStatus.Rejected, Parse(Binary(command, family, new byte[length])).Status);

    [Fact]
    public void Extensions_are_skipped_and_must_end_inside_the_header()
    {
        var addresses = new byte[12];
        byte[] good = [.. addresses, 0x01, 0, 2, (byte)'h', (byte)'2', 0xE0, 0, 0];

        Assert.Equal(ParseStatus.Done, Parse(Binary(0x21, 0x11, good)).Status);
        Assert.Equal(ParseStatus.Rejected, Parse(Binary(0x21, 0x11, [.. good, 0x01, 0, 1])).Status);
        Assert.Equal(ParseStatus.Rejected, Parse(Binary(0x21, 0x11, [.. good, 0x01])).Status);
    }

    [Fact]
    public void A_checksum_must_hold()
    {
        byte[] body = [10, 0, 0, 1, 10, 0, 0, 2, 0, 1, 0, 2, 0x03, 0, 4, 0, 0, 0, 0];
        var header = Binary(0x21, 0x11, body);
        var crc = uint.MaxValue;
        foreach (var next in header)
            crc = BitOperations.Crc32C(crc, next);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(^4), ~crc);

        Assert.Equal(ParseStatus.Done, Parse(header).Status);
        header[16]++;
        Assert.Equal(ParseStatus.Rejected, Parse(header).Status);
        Assert.Equal(ParseStatus.Rejected, Parse(Binary(0x21, 0x11, [.. body[..13], 0, 2, 0, 0])).Status);
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Select(AnyEnds, Version)
            .Sample(
                (ends, version) =>
                {
                    var written = Written(ends, version);

                    var (status, header) = Parse([.. written, (byte)'x']);

                    Assert.Equal((ParseStatus.Done, written.Length), (status, header.Length));
                    Assert.Equal(ends, header.Ends);
                }
            );

    [Fact]
    public void More_bytes_never_change_an_answer_and_none_throws() =>
        Gen.Select(AnyEnds, Version, Gen.Select(Gen.Int[0, 60], Gen.Byte).Array[0, 3], Gen.Int[0, 3])
            .Sample(
                (ends, version, changes, extra) =>
                {
                    byte[] wire = [.. Written(ends, version), .. new byte[extra]];
                    foreach (var (at, value) in changes)
                        wire[at % wire.Length] = value;
                    var final = Parse(wire);
                    for (var length = 0; length < wire.Length; length++)
                    {
                        var part = Parse(wire.AsSpan(0, length));
                        if (part.Status != ParseStatus.NeedMore)
                            Assert.Equal(final, part);
                    }
                }
            );

    private static byte[] Written(Ends ends, ProxyProtocolVersion version)
    {
        var into = new byte[ProxyHeaderWriter.BytesMax];
        return into[..ProxyHeaderWriter.Write(into, version, in ends)];
    }

    private static byte[] Binary(int command, int family, byte[] body) =>
        [.. Signature, (byte)command, (byte)family, (byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static ClientAddress From(string address) => ClientAddress.From(IPAddress.Parse(address));

    private static (ParseStatus Status, ProxyHeader Header) Parse(ReadOnlySpan<byte> bytes)
    {
        var status = ProxyHeaderParser.Parse(bytes, out var header);
        return (status, header);
    }
}
