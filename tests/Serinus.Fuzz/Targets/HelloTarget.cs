using System.Buffers.Binary;
using System.Text;
using Serinus.Proxy.Wire;

namespace Serinus.Fuzz.Targets;

/// <summary>The first message of a TLS client: in whatever segments and records it comes, it asks for the same host, and a plain reader finds the same.</summary>
internal sealed class HelloTarget : Target
{
    private const int RecordHeader = 5;

    public override string Name => "hello";

    public override IReadOnlyList<string> Words =>
        [
            "\x16\x03\x01",
            "\x16\x03\x03",
            "\x01\0",
            "\0\0",
            "\0\x01",
            "\0\x10",
            "\0\x05",
            "\x02h2",
            "\x08http/1.1",
            "\0\x06a.test",
            "\x13\x01",
            "\xff\x01",
        ];

    public override void Check(byte[] input)
    {
        var (verdict, record) = Gather(input, [input.Length]);
        foreach (var pieces in Pieces.Of(input))
            Law.Same(verdict, Gather(input, pieces).Verdict, "segments give what the whole gives");
        if (record is null)
            return;

        Law.Holds(record.Length <= RecordHeader + ClientHello.BytesMax, "a message is no longer than it may be");
        Law.Holds(record.AsSpan().SequenceEqual(Gather(record, [record.Length]).Record), "one record stays as it is");
        var recut = Recut(record, Pieces.Seed(input));
        Law.Holds(record.AsSpan().SequenceEqual(Gather(recut, [recut.Length]).Record), "records change nothing");

        var isRead = ClientHello.TryRead(record, out var hello);
        var (isPlain, name, protocols) = ReadPlainly(record);
        Law.Same(
            isPlain ? $"'{name}' {string.Join(',', protocols)}" : "refused",
            isRead ? $"'{Encoding.Latin1.GetString(hello.ServerName)}' {Offered(hello)}" : "refused",
            "a plain reader reads the same"
        );
        foreach (var protocol in protocols)
            Law.Holds(hello.Offers(Encoding.Latin1.GetBytes(protocol)), $"{protocol} is offered");
        if (isRead)
            Law.Same($"{protocols.Contains("none")}", $"{hello.Offers("none"u8)}", "what is not there is not offered");
    }

    private static (string Verdict, byte[]? Record) Gather(byte[] input, IEnumerable<int> pieces)
    {
        foreach (var length in pieces)
        {
            switch (ClientHello.Gather(input.AsSpan(..length), out var record, out var used))
            {
                case ParseStatus.Done:
                    return ($"Done {used} {Convert.ToHexString(record)}", record.ToArray());
                case ParseStatus.Rejected:
                    return ("Rejected", null);
            }
        }

        return ("NeedMore", null);
    }

    /// <summary>The same message in records of another size, of which there may not be too many.</summary>
    private static byte[] Recut(byte[] record, int seed)
    {
        var message = record[RecordHeader..];
        var size = new Random(seed).Next(message.Length / 60 + 1, message.Length + 1);
        return
        [
            .. message
                .Chunk(size)
                .SelectMany(part => (byte[])[.. record[..3], (byte)(part.Length >> 8), (byte)part.Length, .. part]),
        ];
    }

    private static string Offered(ClientHello hello)
    {
        var all = new List<string>();
        for (var rest = hello.Protocols; !rest.IsEmpty; rest = rest[(1 + rest[0])..])
            all.Add(Encoding.Latin1.GetString(rest.Slice(1, rest[0])));
        return string.Join(',', all);
    }

    /// <summary>RFC 8446 §4.1.2 field by field; what does not fit ends in an exception.</summary>
    private static (bool IsRead, string Name, List<string> Protocols) ReadPlainly(byte[] record)
    {
        var (name, protocols) = ("", new List<string>());
        try
        {
            var at = RecordHeader + 4 + 34;
            Take(record, ref at, 1, record.Length);
            Require(Take(record, ref at, 2, record.Length).Length % 2 == 0);
            Take(record, ref at, 1, record.Length);
            if (at == record.Length)
                return (true, "", []);
            var extensions = Take(record, ref at, 2, record.Length);
            Require(at == record.Length);
            var seen = new HashSet<int>();
            for (at = 0; at < extensions.Length; )
            {
                var type = BinaryPrimitives.ReadUInt16BigEndian(extensions.AsSpan(at));
                at += 2;
                var extension = Take(extensions, ref at, 2, extensions.Length);
                if (type is 0 or 16)
                    Require(seen.Add(type));
                if (type == 0)
                    name = NameOf(extension);
                if (type == 16)
                    protocols = ProtocolsOf(extension);
            }
        }
        catch (Exception wrong) when (wrong is ArgumentException or IndexOutOfRangeException or InvalidDataException)
        {
            return (false, "", []);
        }

        return (true, name, protocols);
    }

    private static string NameOf(byte[] extension)
    {
        var at = 0;
        var list = Take(extension, ref at, 2, extension.Length);
        Require(at == extension.Length && list[0] == 0);
        at = 1;
        var name = Encoding.Latin1.GetString(Take(list, ref at, 2, list.Length));
        Require(at == list.Length && name.Length > 0 && name.All(c => c is > ' ' and < '\x80'));
        return name;
    }

    private static List<string> ProtocolsOf(byte[] extension)
    {
        var at = 0;
        var list = Take(extension, ref at, 2, extension.Length);
        Require(at == extension.Length && list.Length > 0);
        var protocols = new List<string>();
        for (at = 0; at < list.Length; )
            protocols.Add(Encoding.Latin1.GetString(Take(list, ref at, 1, list.Length)));
        Require(protocols.TrueForAll(protocol => protocol.Length > 0));
        return protocols;
    }

    private static byte[] Take(byte[] from, ref int at, int lengthBytes, int end)
    {
        var length = lengthBytes == 1 ? from[at] : BinaryPrimitives.ReadUInt16BigEndian(from.AsSpan(at, 2));
        var start = at + lengthBytes;
        Require(start + length <= end);
        at = start + length;
        return from[start..at];
    }

    private static void Require(bool holds)
    {
        if (!holds)
            throw new InvalidDataException();
    }
}
