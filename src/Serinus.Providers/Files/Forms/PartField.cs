using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>
/// A key whose map holds keys that may also stand beside it. They are read into the same record and named without the key, so that a message
/// found later speaks of them alike wherever they were written.
/// </summary>
/// <param name="Key">The key.</param>
/// <param name="Map">The map.</param>
/// <param name="Part">Gives the record that the map is read into.</param>
/// <param name="Documentation">As in <see cref="Field.Documentation"/>.</param>
internal sealed record PartField<TRecord, TPart>(
    string Key,
    MapForm<TPart> Map,
    Func<TRecord, TPart> Part,
    string Documentation
) : Field<TRecord>(Key, Map, false, null, Documentation)
    where TPart : class
{
    public override void Read(TRecord record, Node value, string field, Reading reading) =>
        Map.ReadInto(Part(record), value, "", reading);

    /// <summary>A key may stand in one of the two places only.</summary>
    public void KeysOnce(MapNode map, string field, Reading reading)
    {
        if (map.Find(Key)?.Value is not MapNode part)
            return;
        foreach (var entry in part.Entries)
        {
            if (Map.Knows(entry.Key) && map.Find(entry.Key) is { } beside)
                reading.ReportTwice(entry, beside.Line, field);
        }
    }

    /// <summary>A key, in whichever of the two places it stands.</summary>
    public MapEntry? Find(MapNode map, string key) => map.Find(key) ?? (map.Find(Key)?.Value as MapNode)?.Find(key);
}
