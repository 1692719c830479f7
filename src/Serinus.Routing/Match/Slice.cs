namespace Serinus.Routing.Match;

/// <summary>A part of a buffer.</summary>
/// <param name="Start">Index of the first byte.</param>
/// <param name="Length">Number of bytes.</param>
public readonly record struct Slice(int Start, int Length)
{
    /// <summary>Index just past the last byte.</summary>
    public int End => Start + Length;
}
