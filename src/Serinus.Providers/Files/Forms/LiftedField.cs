using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A key of a record that is part of another one, written among the keys of that.</summary>
/// <param name="Inner">The key.</param>
/// <param name="Part">Gives the part.</param>
internal sealed record LiftedField<TRecord, TPart>(Field<TPart> Inner, Func<TRecord, TPart> Part)
    : Field<TRecord>(Inner.Key, Inner.Form, Inner.Needed, Inner.Member, Inner.Documentation)
    where TPart : class
{
    public override void Read(TRecord record, Node value, string field, Reading reading) =>
        Inner.Read(Part(record), value, field, reading);

    public override object? Default(object defaults) => Inner.Default(Part((TRecord)defaults));
}
