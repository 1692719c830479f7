namespace Serinus.Routing.Config;

/// <summary>How a header's or a query parameter's value is compared.</summary>
public enum ValueKind
{
    /// <summary>The whole value, byte for byte.</summary>
    Exact,

    /// <summary>A regular expression (.NET syntax, non-backtracking, case-sensitive) that must match the whole value.</summary>
    Regex,

    /// <summary>Any value, as long as it is there.</summary>
    Present,
}
