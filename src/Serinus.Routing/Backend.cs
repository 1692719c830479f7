using Serinus.Routing.Config;

namespace Serinus.Routing;

/// <summary>A weighted arm of a served route.</summary>
public sealed class Backend
{
    /// <summary>Index in its route.</summary>
    public required int Index { get; init; }

    /// <summary>Name in metrics, logs and forced choices.</summary>
    public required string Name { get; init; }

    /// <summary>Weight: as configured, or as a rollout has it.</summary>
    public required decimal Weight { get; init; }

    /// <summary>Its place among the backends as they were written: a rollout puts stable first and the canary last.</summary>
    public required int Place { get; init; }

    /// <summary>The service that serves it; null when no such service exists, and then its share is answered 503 or falls back.</summary>
    public required Service? Service { get; init; }

    /// <summary>What was asked for.</summary>
    public required BackendConfig Config { get; init; }

    /// <summary>Whether it is the route's first backend, which takes what falls back.</summary>
    public bool IsStable => Index == 0;
}
