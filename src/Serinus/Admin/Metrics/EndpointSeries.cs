using Prometheus;
using Serinus.Proxy.Upstreams;

namespace Serinus.Admin.Metrics;

/// <summary>Health, load and outcomes of one endpoint of a service.</summary>
internal sealed class EndpointSeries : Series
{
    private readonly Families families;
    private readonly string service;
    private readonly string address;
    private readonly LiveEndpoint endpoint;
    private readonly Gauge.Child healthy;
    private readonly Gauge.Child inFlight;
    private readonly Counter.Child?[] tries = new Counter.Child?[OutcomeNames.All.Length];

    public EndpointSeries(Families families, string service, LiveEndpoint endpoint)
    {
        this.families = families;
        this.service = service;
        this.endpoint = endpoint;
        address = endpoint.Endpoint.Address;
        healthy = families.Healthy.WithLabels(service, address);
        inFlight = families.EndpointInFlight.WithLabels(service, address);
    }

    public override void Update()
    {
        healthy.Set(endpoint.IsAvailable(Environment.TickCount64) ? 1 : 0);
        inFlight.Set(endpoint.RequestsInFlight);
        for (var i = 0; i < tries.Length; i++)
        {
            var (outcome, name) = OutcomeNames.All[i];
            if (endpoint.Metrics.Count(outcome) is > 0 and var count)
                (tries[i] ??= families.Tries.WithLabels(service, address, name)).IncTo(count);
        }
    }

    public override void Remove()
    {
        healthy.Remove();
        inFlight.Remove();
        foreach (var series in tries)
            series?.Remove();
    }
}
