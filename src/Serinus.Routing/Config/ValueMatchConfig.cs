namespace Serinus.Routing.Config;

/// <summary>A condition on a header or a query parameter.</summary>
/// <param name="Name">Name; compared without case for a header, with case for a query parameter.</param>
/// <param name="Kind">How the value is compared.</param>
/// <param name="Value">The value wanted; unused for <see cref="ValueKind.Present"/>.</param>
public sealed record ValueMatchConfig(string Name, ValueKind Kind, string Value = "");
