namespace Serinus.Proxy.Telemetry;

/// <summary>All loops' counters, added up when somebody asks.</summary>
public sealed class EdgeTelemetry
{
    /// <summary>One per loop.</summary>
    public required LoopTelemetry[] Loops { get; init; }
}
