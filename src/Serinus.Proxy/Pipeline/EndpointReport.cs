using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;

namespace Serinus.Proxy.Pipeline;

/// <summary>Tells the metrics and the endpoint itself how a try at it went.</summary>
internal readonly struct EndpointReport(Worker worker, LiveService service, LiveEndpoint endpoint)
{
    /// <summary>Counts a try that says nothing about the endpoint.</summary>
    public void Count(TryOutcome outcome) => worker.Telemetry.RecordTry(endpoint.Metrics, outcome);

    /// <summary>A whole response came.</summary>
    public void Answered(int status)
    {
        var isServerError = status >= 500;
        Count(isServerError ? TryOutcome.ServerError : TryOutcome.Success);
        if (isServerError && service.Service.Config.Ejection.ServerErrors)
            Blame(Describe(TryOutcome.ServerError));
        else
            endpoint.Succeeded(worker.Loop.Now);
    }

    /// <summary>It took a connection to be relayed, which is all that can be known of it.</summary>
    public void Connected()
    {
        Count(TryOutcome.Success);
        endpoint.Succeeded(worker.Loop.Now);
    }

    /// <summary>It took no connection.</summary>
    public TryEnd NotConnected(in Connected connected)
    {
        endpoint.ForgetProtocol();
        if (connected.Status == TransferStatus.TimedOut)
            return Failed(TryEnd.ConnectTimeout, TryOutcome.Timeout);
        if (connected.Status != TransferStatus.NoResources)
            return Failed(
                connected.Reason is null ? TryEnd.NoConnection : TryEnd.NoTls,
                TryOutcome.ConnectFailed,
                connected.Reason
            );

        // The edge itself is short of sockets: no endpoint is to blame.
        Count(TryOutcome.ConnectFailed);
        return TryEnd.NoConnection;
    }

    /// <summary>The try failed; <paramref name="end"/> is what that means for the exchange.</summary>
    public TryEnd Failed(TryEnd end, TryOutcome outcome, string? reason = null)
    {
        Count(outcome);
        var isBlamed =
            outcome == TryOutcome.ServerError
                ? service.Service.Config.Ejection.ServerErrors
                : outcome != TryOutcome.Success;
        if (isBlamed)
            Blame(reason ?? Describe(outcome));
        return end;
    }

    /// <summary>It cannot do what was asked, which is no fault: nothing is counted against it.</summary>
    public TryEnd Unable(TryEnd end, string reason)
    {
        Count(TryOutcome.Cancelled);
        endpoint.Remember(reason);
        return end;
    }

    /// <summary>Counts a failure against the endpoint; whoever is on call hears of it when it is one too many.</summary>
    private void Blame(string reason)
    {
        if (endpoint.Failed(worker.Loop.Now, reason))
            worker.Loop.Complain?.Invoke(
                $"endpoint {endpoint.Endpoint.Address} of service {service.Service.Name} gets no requests for a while: "
                    + $"it {reason}, {service.Service.Config.Ejection.Failures} times in a row"
            );
    }

    private static string Describe(TryOutcome outcome) =>
        outcome switch
        {
            TryOutcome.ConnectFailed => "refused the connection",
            TryOutcome.Timeout => "gave no answer in time",
            TryOutcome.Dropped => "dropped the connection",
            TryOutcome.ServerError => "answered a server error",
            _ => "sent an invalid response",
        };
}
