using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Telemetry;

/// <summary>Writes an exchange as one line of the access log.</summary>
internal static class AccessLogLine
{
    private const int LongestAddress = 45;

    public static void Write(LogLine line, AccessLogFormat format, ExchangeRecord exchange, DateTime started)
    {
        if (format == AccessLogFormat.Json)
            WriteJson(line, exchange, started);
        else
            WriteCommon(line, exchange, started);
        line.Add((byte)'\n');
    }

    // Members that do not apply (no route, no backend, no error) are left out.
    private static void WriteJson(LogLine line, ExchangeRecord exchange, DateTime started)
    {
        line.Add("{\"time\":\""u8);
        line.Add(started, "yyyy-MM-ddTHH:mm:ss.fffZ");
        line.Add((byte)'"');
        if (exchange.Request is { } request)
        {
            line.Add(",\"client\":\""u8);
            AddClient(line, request);
            line.Add("\",\"method\":\""u8);
            line.AddJson(request.Method);
            line.Add("\",\"host\":\""u8);
            line.AddJson(request.Host);
            line.Add("\",\"target\":\""u8);
            line.AddJson(request.Target);
            line.Add("\",\"protocol\":\""u8);
            line.Add(Protocol(exchange));
            line.Add((byte)'"');
        }

        line.Add(",\"status\":"u8);
        line.Add(exchange.Status);
        line.Add(",\"bytesIn\":"u8);
        line.Add(exchange.RequestBodyBytes);
        line.Add(",\"bytesOut\":"u8);
        line.Add(exchange.ResponseBodyBytes);
        AddText(line, ",\"listener\":\""u8, LoopTelemetry.ListenerOf(exchange));
        AddText(line, ",\"route\":\""u8, exchange.Route?.Name);
        AddText(line, ",\"backend\":\""u8, BackendName(exchange, exchange.Backend));
        AddText(line, ",\"endpoint\":\""u8, exchange.Endpoint?.Address);
        if (exchange.Backend >= 0)
        {
            line.Add(",\"reason\":\""u8);
            line.Add(Reason(exchange.Reason));
            line.Add((byte)'"');
        }

        AddText(line, ",\"fellBackFrom\":\""u8, BackendName(exchange, exchange.FellBackFrom));
        line.Add(",\"retries\":"u8);
        line.Add(exchange.Retries);
        if (exchange.GrpcStatus >= 0)
        {
            line.Add(",\"grpcStatus\":"u8);
            line.Add(exchange.GrpcStatus);
        }

        AddText(line, ",\"error\":\""u8, exchange.Error);
        line.Add(",\"durationMs\":"u8);
        line.AddMilliseconds(exchange.Ended - exchange.Started);
        AddSpan(line, ",\"upstreamMs\":"u8, exchange.UpstreamStarted, exchange.Ended);
        AddSpan(line, ",\"firstByteMs\":"u8, exchange.Started, exchange.FirstByte);
        line.Add((byte)'}');
    }

    // NCSA Common Log Format, then "route" "backend" "endpoint" reason milliseconds; a dash where there is nothing.
    private static void WriteCommon(LogLine line, ExchangeRecord exchange, DateTime started)
    {
        if (exchange.Request is { } request)
        {
            AddClient(line, request);
            AddTime(line, started);
            line.Add("] \""u8);
            line.AddCommon(request.Method);
            line.Add((byte)' ');
            line.AddCommon(request.Target);
            line.Add((byte)' ');
            line.Add(Protocol(exchange));
            line.Add("\" "u8);
        }
        else
        {
            line.Add((byte)'-');
            AddTime(line, started);
            line.Add("] \"-\" "u8);
        }

        line.Add(exchange.Status);
        line.Add((byte)' ');
        line.Add(exchange.ResponseBodyBytes);
        AddQuoted(line, exchange.Route?.Name);
        AddQuoted(line, BackendName(exchange, exchange.Backend));
        AddQuoted(line, exchange.Endpoint?.Address);
        line.Add((byte)' ');
        line.Add(exchange.Backend >= 0 ? Reason(exchange.Reason) : "-"u8);
        line.Add((byte)' ');
        line.AddMilliseconds(exchange.Ended - exchange.Started);
    }

    internal static void AddTime(LogLine line, DateTime started)
    {
        line.Add(" - - ["u8);
        line.Add(started, "dd/MMM/yyyy:HH:mm:ss +0000");
    }

    private static void AddClient(LogLine line, RequestHead request) => AddAddress(line, request.Client);

    internal static void AddAddress(LogLine line, ClientAddress address)
    {
        Span<byte> text = stackalloc byte[LongestAddress];
        line.Add(text[..address.Format(text)]);
    }

    internal static void AddText(LogLine line, ReadOnlySpan<byte> opening, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return;
        line.Add(opening);
        line.AddJson(text);
        line.Add((byte)'"');
    }

    internal static void AddSpan(LogLine line, ReadOnlySpan<byte> opening, long from, long to)
    {
        if (from == 0 || to == 0)
            return;
        line.Add(opening);
        line.AddMilliseconds(to - from);
    }

    internal static void AddQuoted(LogLine line, string? text)
    {
        line.Add(" \""u8);
        if (string.IsNullOrEmpty(text))
            line.Add((byte)'-');
        else
            line.AddCommon(text);
        line.Add((byte)'"');
    }

    private static string? BackendName(ExchangeRecord exchange, int backend) =>
        backend >= 0 && exchange.Route is { } route ? route.Backends[backend].Name : null;

    private static ReadOnlySpan<byte> Protocol(ExchangeRecord exchange) =>
        exchange.IsHttp2 ? "HTTP/2.0"u8
        : exchange.MinorVersion == 0 ? "HTTP/1.0"u8
        : "HTTP/1.1"u8;

    internal static ReadOnlySpan<byte> Reason(ChoiceReason reason) =>
        reason switch
        {
            ChoiceReason.Single => "single"u8,
            ChoiceReason.Weight => "weight"u8,
            ChoiceReason.Hash => "hash"u8,
            ChoiceReason.Cohort => "cohort"u8,
            ChoiceReason.Forced => "forced"u8,
            ChoiceReason.Matched => "matched"u8,
            _ => "fallback"u8,
        };
}
