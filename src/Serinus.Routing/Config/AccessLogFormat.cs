namespace Serinus.Routing.Config;

/// <summary>Shape of an access log line.</summary>
public enum AccessLogFormat
{
    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>Common Log Format, followed by route, backend, endpoint, reason and duration in milliseconds.</summary>
    Common,
}
