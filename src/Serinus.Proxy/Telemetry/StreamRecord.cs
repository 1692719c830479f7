using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Telemetry;

/// <summary>What is to be remembered of one relayed connection, or of one UDP client's session; read once at its end by <see cref="LoopTelemetry.Record(StreamRecord)"/>.</summary>
public sealed class StreamRecord
{
    /// <summary>What was relayed.</summary>
    public required ListenerProtocol Protocol { get; init; }

    /// <summary>The client.</summary>
    public required ClientAddress Client { get; init; }

    /// <summary>Name of the listener.</summary>
    public required string Listener { get; init; }

    /// <summary>The name a TLS client asked for; null when the route did not hang on it, or there was none.</summary>
    public string? ServerName { get; set; }

    /// <summary>The route, or null when none took it.</summary>
    public StreamRoute? Route { get; set; }

    /// <summary>The arm that is counted now; null before the first one is.</summary>
    public StreamArmMetrics? Arm { get; set; }

    /// <summary>Index of the backend; -1 when none was asked.</summary>
    public int Backend { get; set; } = -1;

    /// <summary>Index of the backend first chosen, when stable took its place; -1 otherwise.</summary>
    public int FellBackFrom { get; set; } = -1;

    /// <summary>Why <see cref="Backend"/> was chosen.</summary>
    public ChoiceReason Reason { get; set; }

    /// <summary>The endpoint that was reached or tried last.</summary>
    public Endpoint? Endpoint { get; set; }

    /// <summary>Second tries at other endpoints.</summary>
    public int Retries { get; set; }

    /// <summary>Bytes from the client.</summary>
    public long BytesIn { get; set; }

    /// <summary>Bytes to the client.</summary>
    public long BytesOut { get; set; }

    /// <summary>Why it ended badly, as one stable word such as <c>idle_timeout</c>; null when both sides were done.</summary>
    public string? Error { get; set; }

    /// <summary><see cref="System.Diagnostics.Stopwatch"/> ticks: beginning, upstream reached, end. 0 where it did not come to that.</summary>
    public required long Started { get; init; }

    public long Connected { get; set; }

    public long Ended { get; set; }
}
