namespace Serinus.Providers.Tree;

/// <summary>Makes trees that are written rather than read, so they stand nowhere.</summary>
internal static class NodeMaking
{
    public static MapNode Map(params ReadOnlySpan<(string Key, Node? Value)> entries)
    {
        var map = new MapNode(0, 0);
        foreach (var (key, value) in entries)
            map.Put(key, value);
        return map;
    }

    public static ListNode List(IEnumerable<Node> items)
    {
        var list = new ListNode(0, 0);
        foreach (var item in items)
            list.Add(item);
        return list;
    }

    /// <summary>Text, whatever it looks like.</summary>
    public static ScalarNode Text(string text) => new(0, 0, ScalarKind.Quoted, text);

    public static ScalarNode Number(int number) =>
        new(0, 0, ScalarKind.Number, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Adds an entry, unless its value is null.</summary>
    public static void Put(this MapNode map, string key, Node? value)
    {
        if (value is not null)
            map.Add(new MapEntry(key, 0, 0, value));
    }
}
