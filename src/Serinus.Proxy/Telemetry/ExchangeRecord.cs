using Serinus.Routing;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Telemetry;

/// <summary>
/// What is to be remembered of one exchange: filled by the pipeline as it goes, read once at the end by
/// <see cref="LoopTelemetry.Record"/>. Reused from exchange to exchange; never kept.
/// </summary>
public sealed class ExchangeRecord
{
    /// <summary>The request; null when it was so malformed that there is no head.</summary>
    public RequestHead? Request { get; set; }

    /// <summary>Index of the listener in the snapshot.</summary>
    public int Listener { get; set; }

    /// <summary>The snapshot the exchange was served under.</summary>
    public Snapshot? Snapshot { get; set; }

    /// <summary>The route, or null when none matched.</summary>
    public Route? Route { get; set; }

    /// <summary>The route's counters; null when none matched.</summary>
    public RouteMetrics? Metrics { get; set; }

    /// <summary>Counters for the analysis of the route's rollout; null when it lies under none.</summary>
    public RouteAnalysis? Analysis { get; set; }

    /// <summary>Index of the backend that answered, in its route; -1 when no backend was asked.</summary>
    public int Backend { get; set; }

    /// <summary>Index of the backend first chosen, when a fallback replaced it; -1 otherwise.</summary>
    public int FellBackFrom { get; set; }

    /// <summary>Why <see cref="Backend"/> was chosen.</summary>
    public ChoiceReason Reason { get; set; }

    /// <summary>The endpoint that answered or was tried last.</summary>
    public Endpoint? Endpoint { get; set; }

    /// <summary>Status sent to the client; 499 when the client left first, 0 when nothing could be sent.</summary>
    public int Status { get; set; }

    /// <summary>Whether the client spoke HTTP/2.</summary>
    public bool IsHttp2 { get; set; }

    /// <summary>HTTP minor version the client spoke, if not HTTP/2: 0 or 1.</summary>
    public int MinorVersion { get; set; }

    /// <summary>Why the edge itself answered, as one stable word such as <c>bad_header_name</c> or <c>connect_failed</c>; null when an upstream answered.</summary>
    public string? Error { get; set; }

    /// <summary>Bytes of request body received from the client.</summary>
    public long RequestBodyBytes { get; set; }

    /// <summary>Bytes of response body sent to the client.</summary>
    public long ResponseBodyBytes { get; set; }

    /// <summary><see cref="System.Diagnostics.Stopwatch"/> ticks: first byte of the request, request sent upstream, first byte of the response, end. 0 where it did not come to that.</summary>
    public long Started { get; set; }

    public long UpstreamStarted { get; set; }

    public long FirstByte { get; set; }

    public long Ended { get; set; }

    /// <summary>Status of the gRPC call it carried, the upstream's or the edge's own; -1 when there is none.</summary>
    public int GrpcStatus { get; set; } = -1;

    /// <summary>Second tries made.</summary>
    public int Retries { get; set; }

    public void Reset()
    {
        Request = null;
        Snapshot = null;
        Route = null;
        Metrics = null;
        Analysis = null;
        Endpoint = null;
        Error = null;
        Backend = FellBackFrom = GrpcStatus = -1;
        Reason = default;
        Status = Retries = 0;
        RequestBodyBytes = ResponseBodyBytes = 0;
        Started = UpstreamStarted = FirstByte = Ended = 0;
    }
}
