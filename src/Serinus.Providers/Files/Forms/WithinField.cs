using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A key whose map is read into the record that has the key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Map">The map.</param>
/// <param name="Documentation">As in <see cref="Field.Documentation"/>.</param>
internal sealed record WithinField<TRecord>(string Key, MapForm<TRecord> Map, string Documentation)
    : Field<TRecord>(Key, Map, false, null, Documentation)
    where TRecord : class
{
    public override void Read(TRecord record, Node value, string field, Reading reading) =>
        Map.ReadInto(record, value, field, reading);
}
