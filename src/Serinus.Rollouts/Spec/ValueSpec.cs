namespace Serinus.Rollouts.Spec;

/// <summary>A condition on one header or cookie.</summary>
public sealed record ValueSpec
{
    /// <summary>Name of the header; null when a cookie is looked at.</summary>
    public string? Header { get; init; }

    /// <summary>Name of the cookie; null when a header is looked at.</summary>
    public string? Cookie { get; init; }

    /// <summary>How the value is compared.</summary>
    public ValueTest Test { get; init; }

    /// <summary>What it is compared with.</summary>
    public string Text { get; init; } = "";
}
