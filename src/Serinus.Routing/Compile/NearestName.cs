namespace Serinus.Routing.Compile;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearestName
{
    // Longer names are never typed by hand; the bound keeps the cost of a hint small.
    private const int LengthMax = 100;

    /// <summary>
    /// The known name nearest to <paramref name="wanted"/> by single-character edits and swaps (F. J. Damerau, "A technique for computer detection and
    /// correction of spelling errors", CACM 7, 1964), case counted last; null when none is near enough to be a typing error.
    /// </summary>
    /// <param name="wanted">The name that is not known.</param>
    /// <param name="known">The names there are. Of two equally near the first in ordinal order is given, whatever the order here.</param>
    public static string? Find(string wanted, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (wanted.Length > LengthMax)
            return null;
        // One edit in a short word, two from six characters on, three from nine: more and the hint is a guess.
        var best = Math.Clamp(wanted.Length / 3, 1, 3);
        string? nearest = null;
        foreach (var name in known)
        {
            if (Math.Abs(name.Length - wanted.Length) > best)
                continue;
            var distance = Distance(wanted, name);
            if (distance > best || (distance == best && nearest is not null && IsBefore(nearest, name, wanted)))
                continue;
            best = distance;
            nearest = name;
        }

        return nearest;
    }

    private static bool IsBefore(string left, string right, string wanted)
    {
        var leftCased = string.Equals(left, wanted, StringComparison.OrdinalIgnoreCase);
        var rightCased = string.Equals(right, wanted, StringComparison.OrdinalIgnoreCase);
        return leftCased == rightCased ? string.CompareOrdinal(left, right) < 0 : leftCased;
    }

    /// <summary>Edits and swaps of neighbours that turn one name into the other, without regard to case.</summary>
    private static int Distance(string left, string right)
    {
        Span<int> beforeLast = stackalloc int[right.Length + 1];
        Span<int> last = stackalloc int[right.Length + 1];
        Span<int> row = stackalloc int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
            row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = Same(left[i - 1], right[j - 1]);
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && !same && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
        }

        return row[right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
