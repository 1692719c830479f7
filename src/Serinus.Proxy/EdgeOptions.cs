using Serinus.Proxy.Transport;

namespace Serinus.Proxy;

/// <summary>What the data plane is started with; everything else comes with the snapshot.</summary>
public sealed record EdgeOptions
{
    /// <summary>Loops (threads) that carry traffic; one per processor when 0.</summary>
    public int Loops { get; init; }

    /// <summary>Which side of the transport seam to use.</summary>
    public TransportKind Transport { get; init; } =
        OperatingSystem.IsLinux() ? TransportKind.Epoll : TransportKind.Sockets;

    /// <summary>Takes access log lines of one loop's exchanges; null when there is no access log.</summary>
    public Telemetry.AccessLog? AccessLog { get; init; }

    /// <summary>Told of trouble that belongs to no exchange, such as a lack of file descriptors; called on the loops' threads.</summary>
    public Action<string>? Complain { get; init; }

    /// <summary>Told when active checks change their mind about an endpoint; called on any thread.</summary>
    public Action<Health.HealthChange>? HealthChanged { get; init; }

    /// <summary>Upper bounds of the duration histogram, in seconds, ascending.</summary>
    public IReadOnlyList<double> DurationBuckets { get; init; } = new Routing.Config.MetricsConfig().Buckets;
}
