using System.Diagnostics;
using System.Net;
using System.Text;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Tests.Proxy.Telemetry;

/// <summary>Routes and exchanges as the pipeline would fill them, without a pipeline.</summary>
internal static class Sample
{
    public static Route Route(string name, params (string Name, decimal Weight)[] arms) =>
        new()
        {
            Index = 0,
            Name = name,
            Backends =
            [
                .. arms.Select(
                    (arm, i) =>
                        new Backend
                        {
                            Index = i,
                            Place = i,
                            Name = arm.Name,
                            Weight = arm.Weight,
                            Service = null,
                            Config = new BackendConfig { Service = arm.Name, Weight = arm.Weight },
                        }
                ),
            ],
            Split = BackendSplit.Create([.. arms.Select(arm => arm.Name)], [.. arms.Select(arm => (int)arm.Weight)]),
            Cohort = null,
            Force = null,
            Path = null,
            Config = new RouteConfig { Name = name },
        };

    public static LiveSnapshot Live(LiveRoute route, params string[] listeners) =>
        new(
            new Snapshot
            {
                Generation = 1,
                Listeners =
                [
                    .. listeners.Select(
                        (name, i) =>
                            new Listener
                            {
                                Index = i,
                                Name = name,
                                EndPoint = new IPEndPoint(IPAddress.Loopback, 8000),
                                Config = new ListenerConfig { Name = name, Address = "127.0.0.1:8000" },
                            }
                    ),
                ],
                Routes = [route.Route],
                Services = [],
                Table = null!,
                Edge = new EdgeConfig(),
                Trusted = NetworkSet.Nobody,
            },
            [route],
            []
        );

    public static LiveRoute LiveRoute(Route route, RouteMetrics metrics) =>
        new(route, new LiveSequence(route.Split), metrics);

    public static LiveEndpoint Endpoint(int loops = 1) =>
        new(new Endpoint("http://10.0.0.1:8080", "10.0.0.1", 8080, Draining: false), loops);

    public static RequestHead Head(string method, string host, string target)
    {
        var bytes = Encoding.Latin1.GetBytes(method + host + target);
        var head = new RequestHead { Client = ClientAddress.From(IPAddress.Parse("192.0.2.7")) };
        head.Reset(bytes);
        head.MethodSlice = new Slice(0, method.Length);
        head.SetHost(new Slice(method.Length, host.Length));
        head.TargetSlice = new Slice(method.Length + host.Length, target.Length);
        return head;
    }

    public static ExchangeRecord Exchange(LiveRoute? route, LiveSnapshot? live, double milliseconds = 1)
    {
        var record = new ExchangeRecord();
        record.Reset();
        record.Snapshot = live?.Snapshot;
        record.Route = route?.Route;
        record.Metrics = route?.Metrics;
        record.Backend = route is null ? -1 : 0;
        record.Reason = ChoiceReason.Weight;
        record.Status = route is null ? 404 : 200;
        record.MinorVersion = 1;
        record.Started = 1_000_000_000;
        record.Ended = record.Started + (long)(milliseconds * Stopwatch.Frequency / 1000);
        return record;
    }
}
