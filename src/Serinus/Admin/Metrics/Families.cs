using Prometheus;

namespace Serinus.Admin.Metrics;

/// <summary>The metric families of the program. Their names and labels are a contract with dashboards and alerts.</summary>
internal sealed class Families
{
    public Families(IMetricFactory factory, IEnumerable<double> durationBuckets)
    {
        DurationBuckets = [.. durationBuckets];
        Requests = factory.CreateCounter(
            "serinus_requests_total",
            "Requests answered, by the backend that answered; code 0 where nothing could be sent, an empty backend where the edge answered itself.",
            ["listener", "route", "backend", "code"]
        );
        Calls = factory.CreateCounter(
            "serinus_grpc_requests_total",
            "Calls of gRPC that ended, by the backend that answered and the status of gRPC; an empty backend where the edge answered itself.",
            ["route", "backend", "grpc_status"]
        );
        Durations = factory.CreateHistogram(
            "serinus_request_duration_seconds",
            "Time from a request's first byte to its response's last.",
            ["route", "backend"],
            new HistogramConfiguration { Buckets = DurationBuckets }
        );
        Retries = factory.CreateCounter("serinus_retries_total", "Second tries on another endpoint.", ["route"]);
        Fallbacks = factory.CreateCounter(
            "serinus_fallbacks_total",
            "Requests the backend failed and stable answered.",
            ["route", "backend"]
        );
        Tries = factory.CreateCounter(
            "serinus_upstream_requests_total",
            "Tries at an endpoint, by how they ended.",
            ["service", "endpoint", "outcome"]
        );
        Healthy = factory.CreateGauge(
            "serinus_endpoint_healthy",
            "1 while health checks and ejection let the endpoint be picked, 0 while not.",
            ["service", "endpoint"]
        );
        EndpointInFlight = factory.CreateGauge(
            "serinus_endpoint_in_flight",
            "Requests the endpoint is serving.",
            ["service", "endpoint"]
        );
        StreamConnections = factory.CreateCounter(
            "serinus_stream_connections_total",
            "Connections and UDP clients relayed or refused, by the backend they went to; an empty backend where none was asked.",
            ["route", "backend"]
        );
        StreamsOpen = factory.CreateGauge(
            "serinus_stream_connections",
            "Connections and UDP clients' sessions open.",
            ["route", "backend"]
        );
        StreamBytes = factory.CreateCounter(
            "serinus_stream_bytes_total",
            "Bytes relayed; in is from clients.",
            ["route", "backend", "direction"]
        );
        StreamFailures = factory.CreateCounter(
            "serinus_stream_failures_total",
            "Connections and UDP clients' sessions that ended badly, by reason.",
            ["route", "backend", "error"]
        );
        StreamFallbacks = factory.CreateCounter(
            "serinus_stream_fallbacks_total",
            "Connections the backend could not take and stable got.",
            ["route", "backend"]
        );
        Mirrored = factory.CreateCounter(
            "serinus_mirrored_requests_total",
            "Requests whose turn it was to be copied to a canary, by what became of the copy.",
            ["route", "backend", "outcome"]
        );
        GuardTakings = factory.CreateCounter(
            "serinus_rollout_guard_total",
            "Canaries that the edge has taken out by itself, by reason: no_endpoint or fast_fail.",
            ["rollout", "reason"]
        );
        ProxyHeadersRefused = factory.CreateCounter(
            "serinus_proxy_headers_refused_total",
            "Connections closed because their PROXY header was missing or bad."
        );
        CertificateEnds = factory.CreateGauge(
            "serinus_certificate_not_after_seconds",
            "When the certificate ends, in seconds since 1970.",
            ["certificate"]
        );
        InFlight = factory.CreateGauge("serinus_requests_in_flight", "Requests being served.");
        Connections = factory.CreateGauge("serinus_connections", "Client connections open.");
        ConnectionsTotal = factory.CreateCounter("serinus_connections_total", "Client connections accepted.");
        Generation = factory.CreateGauge("serinus_config_generation", "Number of the snapshot that is served.");
        Reloads = factory.CreateCounter(
            "serinus_config_reloads_total",
            "Times the configuration was read, by result: success, or problems when something had to be left out.",
            ["result"]
        );
        Problems = factory.CreateGauge("serinus_config_problems", "Problems there are now, by severity.", ["severity"]);
        ObjectProblems = factory.CreateGauge(
            "serinus_object_problems",
            "Problems there are now, by severity and by the kind of the object that has them.",
            ["severity", "kind"]
        );
        AccessLogDropped = factory.CreateCounter(
            "serinus_access_log_dropped_total",
            "Access log lines lost because the queue was full or the file could not be written."
        );
        Build = factory.CreateGauge("serinus_build_info", "Version of the program; always 1.", ["version", "runtime"]);
    }

    public double[] DurationBuckets { get; }
    public Counter Requests { get; }
    public Counter Calls { get; }
    public Histogram Durations { get; }
    public Counter Retries { get; }
    public Counter Fallbacks { get; }
    public Counter Tries { get; }
    public Gauge Healthy { get; }
    public Gauge EndpointInFlight { get; }
    public Counter StreamConnections { get; }
    public Gauge StreamsOpen { get; }
    public Counter StreamBytes { get; }
    public Counter StreamFailures { get; }
    public Counter StreamFallbacks { get; }
    public Counter Mirrored { get; }
    public Counter GuardTakings { get; }
    public Counter ProxyHeadersRefused { get; }
    public Gauge CertificateEnds { get; }
    public Gauge InFlight { get; }
    public Gauge Connections { get; }
    public Counter ConnectionsTotal { get; }
    public Gauge Generation { get; }
    public Counter Reloads { get; }
    public Gauge Problems { get; }
    public Gauge ObjectProblems { get; }
    public Counter AccessLogDropped { get; }
    public Gauge Build { get; }
}
