namespace Serinus.Fuzz;

/// <summary>Ways an input may arrive, each as the lengths that have come so far. They follow from the input alone, so that a finding stays one.</summary>
internal static class Pieces
{
    private const int ByteByByteMax = 1024;

    public static IEnumerable<IEnumerable<int>> Of(byte[] input)
    {
        if (input.Length <= ByteByByteMax)
            yield return Enumerable.Range(1, input.Length);
        yield return Uneven(input, 7);
        yield return Uneven(input, 97);
    }

    private static IEnumerable<int> Uneven(byte[] input, int step)
    {
        var random = new Random(Seed(input));
        for (var end = 0; end < input.Length; )
            yield return end = Math.Min(input.Length, end + random.Next(1, step + 1));
    }

    /// <summary>FNV-1a: the same on every machine.</summary>
    public static int Seed(ReadOnlySpan<byte> input)
    {
        var hash = 2166136261;
        foreach (var b in input)
            hash = unchecked((hash ^ b) * 16777619);
        return (int)hash;
    }
}
