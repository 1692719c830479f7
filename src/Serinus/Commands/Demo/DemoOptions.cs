using System.Net;

namespace Serinus.Commands.Demo;

/// <summary>How the demo is to run.</summary>
internal sealed record DemoOptions
{
    /// <summary>Whether the new version fails a part of its requests.</summary>
    public bool Bad { get; init; }

    /// <summary>Whether it serves on after the rollout has ended, until it is told to end.</summary>
    public bool Stay { get; init; }

    /// <summary>How long a step lasts.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where the edge listens.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8000);

    /// <summary>Where the admin endpoint listens.</summary>
    public IPEndPoint Admin { get; init; } = new(IPAddress.Loopback, 8080);
}
