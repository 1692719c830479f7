namespace Serinus.Fuzz;

/// <summary>Says what must hold.</summary>
internal static class Law
{
    public static void Holds(bool holds, string law)
    {
        if (!holds)
            throw new BrokenLawException(law);
    }

    public static void Same(string first, string second, string law)
    {
        if (first != second)
            throw new BrokenLawException($"{law}:\n  {Shown(first)}\n  {Shown(second)}");
    }

    /// <summary>
    /// Two verdicts on one input agree. What is refused may be refused for its length in one way of arriving and for its fault in another,
    /// whichever is seen first.
    /// </summary>
    public static void SameVerdict(string whole, string cut)
    {
        if (!IsRefused(whole) || !IsRefused(cut) || !(IsLimit(whole) || IsLimit(cut)))
            Same(whole, cut, "pieces give what the whole gives");
    }

    private static bool IsRefused(string verdict) =>
        verdict.StartsWith("Rejected", StringComparison.Ordinal) || verdict.StartsWith("Bad", StringComparison.Ordinal);

    private static bool IsLimit(string verdict) => verdict.Contains("too_", StringComparison.Ordinal);

    private static string Shown(string text) =>
        text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
