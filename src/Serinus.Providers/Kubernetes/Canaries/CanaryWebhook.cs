using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>An outside service that is asked or told by HTTP POST; any status of 200 to 299 passes.</summary>
internal sealed record CanaryWebhook
{
    /// <summary>When it is called.</summary>
    public HookKind Type { get; init; } = HookKind.Rollout;

    /// <summary>Its name, in messages.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is called.</summary>
    [Field(Pattern = "https?://.+", Cure = "a URL of http or https")]
    public required string Url { get; init; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries after the first.</summary>
    [Field(Minimum = 0, Maximum = 100)]
    public int Retries { get; init; }

    /// <summary>Values that it is sent.</summary>
    public ImmutableDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether nobody is alerted of its failures.</summary>
    public bool MuteAlert { get; init; }

    /// <summary>Whether the server's certificate is not verified.</summary>
    [Field(Name = "disableTLS")]
    public bool DisableTls { get; init; }
}
