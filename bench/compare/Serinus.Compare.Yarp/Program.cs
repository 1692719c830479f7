// The least YARP application that does the work the other programs do: two versions of one service at 90 to 10, connections
// kept open, a request counter, no access log. YARP has no weights, so nine of ten destinations are the one version.
//
// Arguments: addresses to listen on, address of the stable version, address of the canary.
using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

var (listen, stable, canary) = (args[0], args[1], args[2]);

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelHttpsConfiguration();
builder.WebHost.UseUrls(listen);
builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.ConfigureHttpsDefaults(https =>
        https.ServerCertificate = X509Certificate2.CreateFromPemFile("chain.pem", "key.pem")
    )
);

var destinations = Enumerable
    .Range(0, 10)
    .ToDictionary(i => $"d{i}", i => new DestinationConfig { Address = i == 9 ? canary : stable });
builder
    .Services.AddReverseProxy()
    .LoadFromMemory(
        [
            new RouteConfig
            {
                RouteId = "all",
                ClusterId = "app",
                Match = new RouteMatch { Path = "{**rest}" },
            },
        ],
        [
            new ClusterConfig
            {
                ClusterId = "app",
                LoadBalancingPolicy = "RoundRobin",
                Destinations = destinations,
            },
        ]
    );

// Metrics are on as soon as somebody listens: the cheapest listener there can be, which is to YARP's advantage.
long requests = 0;
using var listener = new MeterListener();
listener.InstrumentPublished = (instrument, me) =>
{
    if (instrument.Name == "http.server.request.duration")
        me.EnableMeasurementEvents(instrument);
};
listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref requests));
listener.Start();

var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();
