using System.Collections.Immutable;
using System.Net;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Tests.Proxy.Upstreams;

/// <summary>Services and requests for tests of picking.</summary>
internal static class Fleet
{
    /// <summary>A time that is neither 0 nor round.</summary>
    public const long Now = 1_234_567;

    public static Endpoint Endpoint(int number, bool draining = false) =>
        new($"http://10.0.{number / 250}.{number % 250}:80", $"10.0.{number / 250}.{number % 250}", 80, draining);

    public static ImmutableArray<Endpoint> Endpoints(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Endpoint(i))];

    public static Service Service(ImmutableArray<Endpoint> endpoints, ServiceConfig? config = null, int index = 0)
    {
        config ??= new ServiceConfig { Name = "web" };
        return new Service
        {
            Index = index,
            Name = config.Name,
            Endpoints = endpoints,
            Config = config,
        };
    }

    public static LiveService Live(int count, BalanceKind balance = BalanceKind.RoundRobin, int panicPercent = 50) =>
        new(
            Service(
                Endpoints(count),
                new ServiceConfig
                {
                    Name = "web",
                    Balance = balance,
                    PanicPercent = panicPercent,
                }
            ),
            null,
            loops: 2
        );

    public static RequestHead Request(string client = "192.0.2.1", params (string Name, string Value)[] fields)
    {
        var head = new RequestHead { Client = ClientAddress.From(IPAddress.Parse(client)) };
        var bytes = new List<byte>();
        var slices = new List<HeaderField>();
        foreach (var (name, value) in fields)
            slices.Add(new HeaderField(KnownHeader.Other, Append(bytes, name), Append(bytes, value)));
        head.Reset([.. bytes]);
        slices.ForEach(head.Add);
        return head;
    }

    /// <summary>Ejects an endpoint by as many failures as its service asks for.</summary>
    public static void Eject(LiveEndpoint endpoint, long now = Now)
    {
        for (var i = 0; i < new EjectionConfig().Failures; i++)
            endpoint.Failed(now);
        Assert.True(endpoint.IsEjected(now));
    }

    /// <summary>How often each endpoint is picked.</summary>
    public static int[] Picks(LiveService service, int picks, ulong tried = 0, long now = Now)
    {
        var counts = new int[service.Endpoints.Length];
        var head = Request();
        for (var i = 0; i < picks; i++)
        {
            var endpoint = service.Pick(head, tried, now, (uint)Random.Shared.Next());
            Assert.NotNull(endpoint);
            counts[Array.IndexOf(service.Endpoints, endpoint)]++;
        }

        return counts;
    }

    private static Slice Append(List<byte> bytes, string text)
    {
        var start = bytes.Count;
        bytes.AddRange(System.Text.Encoding.ASCII.GetBytes(text));
        return new Slice(start, text.Length);
    }
}
