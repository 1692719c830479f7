using System.Collections.Immutable;

namespace Serinus.Rollouts.Spec;

/// <summary>An outside service that is asked or told by HTTP POST; any status of 200 to 299 passes.</summary>
public sealed record HookSpec
{
    /// <summary>When it is called.</summary>
    public HookKind Kind { get; init; } = HookKind.Rollout;

    /// <summary>Name, in messages and news.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is called.</summary>
    public required string Url { get; init; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries after the first.</summary>
    public int Retries { get; init; }

    /// <summary>Values that it is sent.</summary>
    public ImmutableDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether nobody is alerted of its failures.</summary>
    public bool MuteAlert { get; init; }

    /// <summary>Whether the server's certificate is not verified.</summary>
    public bool DisableTls { get; init; }
}
