namespace Serinus.Proxy.Telemetry;

/// <summary>Counters of one loop: written by that loop alone without interlocked operations, read by the metrics endpoint at any time.</summary>
public sealed class LoopTelemetry
{
    /// <summary>Records a finished exchange: counters, duration histogram, access log. Allocates nothing once a series exists.</summary>
    public void Record(ExchangeRecord exchange) => throw new NotImplementedException();

    /// <summary>One try at an endpoint ended: <c>outcome</c> of <c>serinus_upstream_requests_total</c>.</summary>
    public void RecordTry(Upstreams.LiveService service, Upstreams.LiveEndpoint endpoint, TryOutcome outcome) =>
        throw new NotImplementedException();

    /// <summary>Client connections open now, and ever accepted.</summary>
    public void ConnectionOpened() => throw new NotImplementedException();

    public void ConnectionClosed() => throw new NotImplementedException();

    /// <summary>An exchange began; <see cref="Record"/> ends it.</summary>
    public void ExchangeStarted() => throw new NotImplementedException();
}
