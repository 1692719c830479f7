using System.Text;
using System.Text.Json;
using CsCheck;
using Serinus.Proxy.Telemetry;
using Serinus.Routing.Config;
using Serinus.Routing.Split;

namespace Serinus.Tests.Proxy.Telemetry;

public class AccessLogLineTests
{
    private static readonly DateTime Started = new(2026, 3, 1, 12, 30, 45, 678, DateTimeKind.Utc);

    [Fact]
    public void A_json_line_tells_the_whole_exchange() =>
        Assert.Equal(
            """{"time":"2026-03-01T12:30:45.678Z","client":"192.0.2.7","method":"GET","host":"a.example","target":"/x?q=1","protocol":"HTTP/1.1","status":200,"bytesIn":3,"bytesOut":19,"listener":"web","route":"shop","backend":"stable","endpoint":"http://10.0.0.1:8080","reason":"fallback","fellBackFrom":"canary","retries":2,"durationMs":12.345,"upstreamMs":12.244,"firstByteMs":0.201}"""
                + "\n",
            Line(AccessLogFormat.Json, Full())
        );

    [Fact]
    public void A_common_line_is_the_common_log_format_and_the_choice() =>
        Assert.Equal(
            """192.0.2.7 - - [01/Mar/2026:12:30:45 +0000] "GET /x?q=1 HTTP/1.1" 200 19 "shop" "stable" "http://10.0.0.1:8080" fallback 12.345"""
                + "\n",
            Line(AccessLogFormat.Common, Full())
        );

    [Fact]
    public void A_request_without_a_head_is_logged_with_its_error()
    {
        var exchange = Sample.Exchange(null, null);
        exchange.Status = 400;
        exchange.Error = "bad_request_line";

        Assert.Equal(
            """{"time":"2026-03-01T12:30:45.678Z","status":400,"bytesIn":0,"bytesOut":0,"retries":0,"error":"bad_request_line","durationMs":1.000}"""
                + "\n",
            Line(AccessLogFormat.Json, exchange)
        );
        Assert.Equal(
            """- - - [01/Mar/2026:12:30:45 +0000] "-" 400 0 "-" "-" "-" - 1.000""" + "\n",
            Line(AccessLogFormat.Common, exchange)
        );
    }

    [Fact]
    public void Hostile_bytes_can_be_read_back_from_a_json_line() =>
        Gen
            .Byte.Array[0, 300]
            .Sample(bytes =>
            {
                var target = Encoding.Latin1.GetString(bytes);
                var exchange = Sample.Exchange(null, null);
                exchange.Request = Sample.Head("GET", target, target);

                var line = Line(AccessLogFormat.Json, exchange);

                using var json = JsonDocument.Parse(line);
                return json.RootElement.GetProperty("target").GetString() == target
                    && json.RootElement.GetProperty("host").GetString() == target
                    && line.IndexOf('\n', StringComparison.Ordinal) == line.Length - 1;
            });

    [Fact]
    public void Hostile_bytes_stay_inside_their_field_of_a_common_line()
    {
        var exchange = Sample.Exchange(null, null);
        exchange.Request = Sample.Head("G\nT", "", "/\"\\\r\u0000\u007F\u00FFé");

        Assert.Contains(
            "\"G\\x0AT /\\x22\\x5C\\x0D\\x00\\x7F\\xFF\\xE9 HTTP/1.1\" ",
            Line(AccessLogFormat.Common, exchange),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Names_of_any_script_are_valid_json() =>
        Gen
            .String.Where(name => name.Length > 0)
            .Sample(name =>
            {
                var routed = Sample.Route(name, ("stable", 1));
                var route = Sample.LiveRoute(routed, RouteMetrics.For(routed, null, 1, 1));
                using var json = JsonDocument.Parse(Line(AccessLogFormat.Json, Sample.Exchange(route, null)));
                // A lone surrogate is no character; it becomes U+FFFD.
                var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));
                return json.RootElement.GetProperty("route").GetString() == expected;
            });

    private static ExchangeRecord Full()
    {
        var routed = Sample.Route("shop", ("stable", 90), ("canary", 10));
        var route = Sample.LiveRoute(routed, RouteMetrics.For(routed, null, 1, 1));
        var exchange = Sample.Exchange(route, Sample.Live(route, "web"), milliseconds: 12.3456);
        exchange.Request = Sample.Head("GET", "a.example", "/x?q=1");
        exchange.Endpoint = Sample.Endpoint().Endpoint;
        exchange.Reason = ChoiceReason.Fallback;
        exchange.FellBackFrom = 1;
        exchange.Retries = 2;
        exchange.RequestBodyBytes = 3;
        exchange.ResponseBodyBytes = 19;
        exchange.UpstreamStarted = exchange.Started + System.Diagnostics.Stopwatch.Frequency / 1_000_000 * 101;
        exchange.FirstByte = exchange.Started + System.Diagnostics.Stopwatch.Frequency / 1_000_000 * 201;
        return exchange;
    }

    private static string Line(AccessLogFormat format, ExchangeRecord exchange)
    {
        var line = new LogLine();
        AccessLogLine.Write(line, format, exchange, Started);
        return Encoding.UTF8.GetString(line.Bytes);
    }
}
