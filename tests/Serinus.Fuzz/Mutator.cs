using System.Text;

namespace Serinus.Fuzz;

/// <summary>Changes inputs a little: what is nearly right goes deepest.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> words)
{
    private const int LengthMax = 8192;
    private const int ChangesMax = 5;

    private static readonly byte[] Odd = [0, 9, 10, 13, 32, 34, 37, 44, 46, 47, 48, 58, 59, 61, 92, 127, 128, 255];

    /// <summary>An input made of <paramref name="input"/>, and sometimes of a part of <paramref name="other"/>.</summary>
    public byte[] Change(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var changes = random.Next(1, ChangesMax + 1); changes > 0; changes--)
            ChangeOnce(bytes, other);
        if (bytes.Count > LengthMax)
            bytes.RemoveRange(LengthMax, bytes.Count - LengthMax);
        return [.. bytes];
    }

    private void ChangeOnce(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var isInside = at < bytes.Count;
        switch (random.Next(9))
        {
            case 0 when isInside:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when isInside:
                bytes[at] = Byte();
                break;
            case 2:
                bytes.Insert(at, Byte());
                break;
            case 3 when isInside:
                bytes.RemoveRange(at, Span(bytes.Count - at));
                break;
            case 4 when isInside:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, Span(bytes.Count - at)));
                break;
            case 5 when isInside:
                Repeat(bytes, at);
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..(from + Span(other.Length - from))]);
                break;
            case 7 when isInside:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, Encoding.Latin1.GetBytes(words[random.Next(words.Count)]));
                break;
        }
    }

    /// <summary>The same byte many times: limits are reached by repetition.</summary>
    private void Repeat(List<byte> bytes, int at) =>
        bytes.InsertRange(at, Enumerable.Repeat(bytes[at], 1 << random.Next(1, 11)));

    private byte Byte() => random.Next(2) == 0 ? Odd[random.Next(Odd.Length)] : (byte)random.Next(256);

    /// <summary>A length up to <paramref name="most"/>, short ones being more likely.</summary>
    private int Span(int most) => Math.Min(most, random.Next(1, 1 << random.Next(1, 8)));
}
