using System.Collections.Immutable;

namespace Serinus.Routing.Compile;

/// <summary>The served objects of one kind, in order and by name; kept with the snapshot for the next compile.</summary>
/// <param name="served">Those that are served.</param>
/// <param name="byName">The same by name; null under names whose object is bad and has no last good version.</param>
internal sealed class NamedObjects<T>(ImmutableArray<T> served, Dictionary<string, T?> byName)
    where T : class
{
    public static NamedObjects<T> None { get; } = new([], []);

    public ImmutableArray<T> Served => served;

    public IEnumerable<string> Names => byName.Where(pair => pair.Value is not null).Select(pair => pair.Key);

    /// <summary>Whether there is an object of this name, be it good or bad.</summary>
    public bool Knows(string name) => byName.ContainsKey(name);

    public T? Find(string name) => byName.GetValueOrDefault(name);
}
