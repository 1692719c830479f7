using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What an outside source of metrics speaks. Those that are not asked are taken, so that objects made for them can be kept, and reported.</summary>
internal enum MetricProviderType
{
    /// <summary>The HTTP API of Prometheus.</summary>
    Prometheus,

    /// <summary>JSON over HTTP; the value is found by `jsonPath`.</summary>
    Web,

    /// <summary>Not asked; use `web`.</summary>
    Datadog,

    /// <summary>Not asked; use `web`.</summary>
    [Word("externalmetrics")]
    ExternalMetrics,

    /// <summary>Not asked; use `web`.</summary>
    [Word("cloudwatch")]
    CloudWatch,

    /// <summary>Not asked; use `web`.</summary>
    [Word("newrelic")]
    NewRelic,

    /// <summary>Not asked; use `web`.</summary>
    Graphite,

    /// <summary>Not asked; use `web`.</summary>
    Stackdriver,

    /// <summary>Not asked; use `web`.</summary>
    [Word("influxdb")]
    InfluxDb,

    /// <summary>Not asked; use `web`.</summary>
    Dynatrace,

    /// <summary>Not asked; use `web`.</summary>
    Keptn,

    /// <summary>Not asked; use `web`.</summary>
    Splunk,
}
