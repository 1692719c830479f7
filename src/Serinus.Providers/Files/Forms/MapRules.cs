using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>Rules that several maps share.</summary>
internal static class MapRules
{
    /// <summary>Exactly one of the keys is given.</summary>
    public static MapRule ExactlyOne(params string[] keys) =>
        (map, field, reading) =>
        {
            var given = keys.Where(k => map.Find(k) is not null).ToArray();
            if (given.Length == 0)
                reading.Report(map, field, $"none of {string.Join(", ", keys)} is given", "add one");
            else if (given.Length > 1)
                reading.Report(map, field, $"{string.Join(" and ", given)} exclude each other", "keep one");
        };
}
