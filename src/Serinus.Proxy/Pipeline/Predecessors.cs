namespace Serinus.Proxy.Pipeline;

/// <summary>
/// Finds what the snapshot before had under a name. Nearly always it stands at the same index; the dictionary is
/// made only when something was inserted, removed or moved.
/// </summary>
internal sealed class Predecessors<T>(T[] items, Func<T, string> name)
    where T : class
{
    private readonly bool[] taken = new bool[items.Length];
    private Dictionary<string, int>? indexes;

    /// <summary>The predecessor with this name, or null.</summary>
    public T? Take(int index, string wanted)
    {
        if (index >= items.Length || name(items[index]) != wanted)
        {
            indexes ??= Enumerable.Range(0, items.Length).ToDictionary(i => name(items[i]));
            if (!indexes.TryGetValue(wanted, out index))
                return null;
        }

        taken[index] = true;
        return items[index];
    }

    /// <summary>Those no one asked for: they are gone.</summary>
    public IEnumerable<T> NotTaken() => items.Where((_, index) => !taken[index]);
}
