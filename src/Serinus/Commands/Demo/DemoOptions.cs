using System.Net;

namespace Serinus.Commands.Demo;

/// <summary>How the demo is to run.</summary>
internal sealed record DemoOptions
{
    /// <summary>Whether it ends by itself after the last step.</summary>
    public bool Once { get; init; }

    /// <summary>How long a step lasts.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the edge listens.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8000);

    /// <summary>Where the admin endpoint listens.</summary>
    public IPEndPoint Admin { get; init; } = new(IPAddress.Loopback, 8080);
}
