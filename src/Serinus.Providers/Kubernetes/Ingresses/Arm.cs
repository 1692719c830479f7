using Serinus.Providers.Kubernetes.Endpoints;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>One of those that share the requests of a route.</summary>
/// <param name="Service">The port of a Service that serves it.</param>
/// <param name="Name">Its name in metrics and choices.</param>
/// <param name="Times">How often it is written on the path.</param>
/// <param name="Listed">Its name among the shares an annotation gives, when it may stand there.</param>
internal sealed record Arm(LiveService Service, string Name, int Times, string? Listed)
{
    /// <summary>Whether it gets nothing but what a rollout lays over the route.</summary>
    public bool IsOverlaid { get; init; }

    public ServiceResolution Now => Service.Resolution;
}
