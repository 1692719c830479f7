namespace Serinus.Testbed;

/// <summary>Header or trailer fields, in the order and spelling of the wire.</summary>
public sealed record Fields(IReadOnlyList<(string Name, string Value)> All)
{
    public static Fields None { get; } = new([]);

    /// <summary>Values of every field of a name, in order.</summary>
    public string[] Values(string name) =>
        [
            .. All.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(field => field.Value),
        ];

    /// <summary>The value of a field that may be there once; null when it is not there.</summary>
    public string? this[string name] =>
        Values(name) switch
        {
            [] => null,
            [var value] => value,
            var values => throw new InvalidDataException($"{values.Length} fields named {name}"),
        };

    public bool Has(string name) => Values(name).Length > 0;

    /// <summary>RFC 9110 §5.6.2.</summary>
    internal static bool IsTokenCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
