namespace Serinus.Routing.Config;

/// <summary>A forced choice by the value of one header or cookie. Exactly one of header and cookie is set, and one of value and regex.</summary>
public sealed record ForceRuleConfig
{
    /// <summary>Name of the header that is looked at.</summary>
    public string? Header { get; init; }

    /// <summary>Name of the cookie that is looked at.</summary>
    public string? Cookie { get; init; }

    /// <summary>The value wanted, byte for byte.</summary>
    public string? Value { get; init; }

    /// <summary>A regular expression (.NET syntax, non-backtracking, case-sensitive) that must match the whole value.</summary>
    public string? Regex { get; init; }

    /// <summary>Name of the backend that is chosen.</summary>
    public required string Backend { get; init; }
}
