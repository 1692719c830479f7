namespace Serinus.Proxy.Health;

/// <summary>Active health checks changed their mind about an endpoint.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Address">Address of the endpoint.</param>
/// <param name="IsHealthy">What it is from now on.</param>
/// <param name="Error">What the last check found wrong; null when it is healthy.</param>
/// <param name="InARow">Checks in a row that said so; 0 when it counts as healthy because it is checked no more.</param>
public sealed record HealthChange(string Service, string Address, bool IsHealthy, string? Error, int InARow)
{
    /// <summary>The change as a line of a log.</summary>
    public override string ToString() =>
        (IsHealthy, InARow) switch
        {
            (false, _) => $"endpoint {Address} of service {Service} is unhealthy: {Error} ({InARow} in a row)",
            (true, 0) => $"endpoint {Address} of service {Service} is checked no more and counts as healthy",
            (true, _) => $"endpoint {Address} of service {Service} is healthy again ({InARow} good checks in a row)",
        };
}
