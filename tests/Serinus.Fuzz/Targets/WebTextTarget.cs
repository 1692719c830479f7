using System.Text;
using Serinus.Proxy.Grpc;

namespace Serinus.Fuzz.Targets;

/// <summary>The base64 of gRPC-Web: in whatever pieces it comes it gives the same bytes, and those a plain reader finds in groups of four.</summary>
internal sealed class WebTextTarget : Target
{
    public override string Name => "web-text";

    public override IReadOnlyList<string> Words =>
        ["AAAA", "AAAAAAUKA2FiYw==", "AA==", "AAA=", "=", "==", "\r\n", " ", "-", "_"];

    public override void Check(byte[] input)
    {
        var whole = Decode(input, [input.Length]);
        Law.Same(DecodePlainly(Encoding.Latin1.GetString(input)), whole, "the bytes of its groups");
        foreach (var pieces in Pieces.Of(input))
            Law.Same(whole, Decode(input, pieces), "pieces give what the whole gives");
    }

    private static string Decode(byte[] input, IEnumerable<int> pieces)
    {
        var decoder = new GrpcWebDecoder();
        var bytes = new List<byte>();
        var came = 0;
        foreach (var length in pieces)
        {
            if (!decoder.TryDecode(input.AsSpan(came..length), out var data))
                return "refused";
            bytes.AddRange(data.Span);
            came = length;
        }

        return $"{decoder.IsWhole} {Convert.ToHexString([.. bytes])}";
    }

    /// <summary>RFC 4648 §4, group by group; bits that padding leaves over are none (§3.5).</summary>
    private static string DecodePlainly(string text)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        if (text.AsSpan().ContainsAny(" \t\r\n"))
            return "refused";
        var bytes = new List<byte>();
        foreach (var group in text.Chunk(4).Where(group => group.Length == 4))
        {
            var letters = new string(group).TrimEnd('=');
            if (letters.Length < 2 || letters.Any(letter => !Alphabet.Contains(letter, StringComparison.Ordinal)))
                return "refused";
            var bits = letters
                .PadRight(4, 'A')
                .Aggregate(0, (sum, letter) => sum << 6 | Alphabet.IndexOf(letter, StringComparison.Ordinal));
            var over = 8 * (4 - letters.Length);
            if ((bits & ((1 << over) - 1)) != 0)
                return "refused";
            bytes.AddRange(((byte[])[(byte)(bits >> 16), (byte)(bits >> 8), (byte)bits])[..(letters.Length - 1)]);
        }

        return $"{text.Length % 4 == 0} {Convert.ToHexString([.. bytes])}";
    }
}
