using Serinus.Routing.Config;

namespace Serinus.Proxy.Telemetry;

/// <summary>Writes a relayed connection, or a UDP client's session, as one line of the access log.</summary>
internal static class StreamLogLine
{
    public static void Write(LogLine line, AccessLogFormat format, StreamRecord stream, DateTime started)
    {
        if (format == AccessLogFormat.Json)
            WriteJson(line, stream, started);
        else
            WriteCommon(line, stream, started);
        line.Add((byte)'\n');
    }

    private static void WriteJson(LogLine line, StreamRecord stream, DateTime started)
    {
        line.Add("{\"time\":\""u8);
        line.Add(started, "yyyy-MM-ddTHH:mm:ss.fffZ");
        line.Add("\",\"client\":\""u8);
        AccessLogLine.AddAddress(line, stream.Client);
        line.Add("\",\"protocol\":\""u8);
        line.Add(Protocol(stream));
        line.Add((byte)'"');
        AccessLogLine.AddText(line, ",\"serverName\":\""u8, stream.ServerName);
        line.Add(",\"bytesIn\":"u8);
        line.Add(stream.BytesIn);
        line.Add(",\"bytesOut\":"u8);
        line.Add(stream.BytesOut);
        AccessLogLine.AddText(line, ",\"listener\":\""u8, stream.Listener);
        AccessLogLine.AddText(line, ",\"route\":\""u8, stream.Route?.Name);
        AccessLogLine.AddText(line, ",\"backend\":\""u8, BackendName(stream, stream.Backend));
        AccessLogLine.AddText(line, ",\"endpoint\":\""u8, stream.Endpoint?.Address);
        if (stream.Backend >= 0)
        {
            line.Add(",\"reason\":\""u8);
            line.Add(AccessLogLine.Reason(stream.Reason));
            line.Add((byte)'"');
        }

        AccessLogLine.AddText(line, ",\"fellBackFrom\":\""u8, BackendName(stream, stream.FellBackFrom));
        line.Add(",\"retries\":"u8);
        line.Add(stream.Retries);
        AccessLogLine.AddText(line, ",\"error\":\""u8, stream.Error);
        line.Add(",\"durationMs\":"u8);
        line.AddMilliseconds(stream.Ended - stream.Started);
        AccessLogLine.AddSpan(line, ",\"connectedMs\":"u8, stream.Started, stream.Connected);
        line.Add((byte)'}');
    }

    // As a line of a request: what was asked for in place of the request line, 200 or 502 in place of a status.
    private static void WriteCommon(LogLine line, StreamRecord stream, DateTime started)
    {
        AccessLogLine.AddAddress(line, stream.Client);
        AccessLogLine.AddTime(line, started);
        line.Add("] \""u8);
        line.Add(Protocol(stream));
        if (stream.ServerName is { } name)
        {
            line.Add((byte)' ');
            line.AddCommon(name);
        }

        line.Add(stream.Error is null ? "\" 200 "u8 : "\" 502 "u8);
        line.Add(stream.BytesOut);
        AccessLogLine.AddQuoted(line, stream.Route?.Name);
        AccessLogLine.AddQuoted(line, BackendName(stream, stream.Backend));
        AccessLogLine.AddQuoted(line, stream.Endpoint?.Address);
        line.Add((byte)' ');
        line.Add(stream.Backend >= 0 ? AccessLogLine.Reason(stream.Reason) : "-"u8);
        line.Add((byte)' ');
        line.AddMilliseconds(stream.Ended - stream.Started);
    }

    private static ReadOnlySpan<byte> Protocol(StreamRecord stream) =>
        stream.Protocol == ListenerProtocol.Udp ? "udp"u8 : "tcp"u8;

    private static string? BackendName(StreamRecord stream, int backend) =>
        backend >= 0 && stream.Route is { } route ? route.Backends[backend].Name : null;
}
