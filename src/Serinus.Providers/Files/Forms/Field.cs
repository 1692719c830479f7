using System.Text.Json;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>One key of a map.</summary>
/// <param name="Key">The key.</param>
/// <param name="Form">How its value is written.</param>
/// <param name="Needed">Whether the map is incomplete without it.</param>
/// <param name="Member">Property of the record that shows the default, if there is one.</param>
/// <param name="Documentation">Whose sentence describes the key, as the compiler names members: <c>P:Namespace.Type.Member</c>.</param>
internal abstract record Field(string Key, Form Form, bool Needed, string? Member, string Documentation)
{
    /// <summary>The value of a record that nobody wrote anything into; null when there is none to show.</summary>
    public virtual object? Default(object defaults) =>
        Member is null ? null : defaults.GetType().GetProperty(Member)!.GetValue(defaults);
}

/// <summary>One key of a map that becomes a <typeparamref name="TRecord"/>.</summary>
internal abstract record Field<TRecord>(string Key, Form Form, bool Needed, string? Member, string Documentation)
    : Field(Key, Form, Needed, Member, Documentation)
{
    /// <summary>Reads the value into <paramref name="record"/>, which nobody else has seen yet.</summary>
    public abstract void Read(TRecord record, Node value, string field, Reading reading);
}

/// <summary>A key whose value is of type <typeparamref name="TValue"/>.</summary>
internal sealed record Field<TRecord, TValue>(
    string Key,
    Form<TValue> Values,
    Action<TRecord, TValue> Set,
    bool Needed,
    string? Member,
    string Documentation
) : Field<TRecord>(Key, Values, Needed, Member, Documentation)
{
    public override void Read(TRecord record, Node value, string field, Reading reading) =>
        Set(record, Values.Read(value, field, reading));
}

/// <summary>Names and setters of the config records' properties.</summary>
internal static class Property
{
    /// <summary>The key of a property.</summary>
    public static string Key(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    /// <summary>
    /// The property's init accessor, as a delegate. It is called only while a record is being read; copying it with
    /// <c>with</c> for each of its keys would say the same at ten times the cost.
    /// </summary>
    public static Action<TRecord, TValue> Setter<TRecord, TValue>(string property) =>
        typeof(TRecord).GetProperty(property)!.SetMethod!.CreateDelegate<Action<TRecord, TValue>>();
}
