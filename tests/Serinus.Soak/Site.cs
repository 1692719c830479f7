using System.Security.Cryptography.X509Certificates;
using Serinus.Testbed;

namespace Serinus.Soak;

/// <summary>Everything that is up during a run: servers, the edge, and the certificate it shows.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestAuthority authority = new();
    private SerinusProcess? edge;

    public int TlsPort { get; } = FreePort.Next();

    public int TcpPort { get; } = FreePort.Next();

    public int UdpPort { get; } = FreePort.Next();

    public SerinusProcess Edge => edge!;

    public required UpstreamProcess Steady { get; init; }

    public required UpstreamProcess Fresh { get; init; }

    /// <summary>Those that are killed.</summary>
    public required UpstreamProcess[] Mortals { get; init; }

    public string AuthorityPem => authority.Pem;

    public static async Task<Site> StartAsync()
    {
        var upstreams = await Task.WhenAll(
            new[] { "stable", "canary", "first", "second" }.Select(UpstreamProcess.StartAsync)
        );
        var site = new Site
        {
            Steady = upstreams[0],
            Fresh = upstreams[1],
            Mortals = upstreams[2..],
        };
        site.NewCertificate();
        site.edge = await SerinusProcess.StartAsync(site.Config(0));
        return site;
    }

    /// <summary>Puts a new certificate in place of the present one, and gives its serial number.</summary>
    public string NewCertificate()
    {
        var pair = authority.Issue([.. Hosts.All, "127.0.0.1"]);
        folder.Write("chain.pem", pair.Chain);
        folder.Write("key.pem", pair.Key);
        using var certificate = X509Certificate2.CreateFromPem(pair.Chain);
        return certificate.SerialNumber;
    }

    /// <summary>The configuration after so many reloads: weights, endpoints and other routes differ from one to the next.</summary>
    public string Config(int reload)
    {
        var mortals = reload % 2 == 0 ? Mortals : [.. Mortals.Reverse()];
        var others = string.Concat(
            Enumerable
                .Range(0, reload % 5)
                .Select(i =>
                    $"  - {{ name: other-{reload + i}, hosts: [o{i}.test], backends: [ {{ service: steady }} ] }}\n"
                )
        );
        return $$"""
            listeners:
              - { name: websecure, address: "127.0.0.1:{{TlsPort}}", tls: { defaultCertificate: site } }
              - { name: tcp, address: "127.0.0.1:{{TcpPort}}", protocol: tcp }
              - { name: udp, address: "127.0.0.1:{{UdpPort}}", protocol: udp }
            certificates:
              - { name: site, chainFile: "{{folder.Path}}/chain.pem", keyFile: "{{folder.Path}}/key.pem" }
            limits: { headerReadTime: 3s, bodyIdleTime: 3s, handshakeTime: 3s, requestsPerConnectionMax: 500 }
            routes:
            {{others}}
              - { name: steady, hosts: [{{Hosts.Steady}}], backends: [ { service: steady } ] }
              - { name: calls, hosts: [{{Hosts.Calls}}], backends: [ { service: steady-h2 } ] }
              - name: canary
                hosts: [{{Hosts.Canary}}]
                backends: [ { service: steady, weight: 90 }, { service: fresh, weight: 10 } ]
              - name: shifting
                hosts: [{{Hosts.Shifting}}]
                backends: [ { service: steady, weight: {{10 + reload % 80}} }, { service: fresh, weight: {{90 - reload % 80}} } ]
              - { name: mortal, hosts: [{{Hosts.Mortal}}], backends: [ { service: mortal } ] }
              - { name: mortal-calls, hosts: [{{Hosts.MortalCalls}}], backends: [ { service: mortal-h2 } ] }
            streamRoutes:
              - { name: tcp, listeners: [tcp], backends: [ { service: steady-tcp } ] }
              - { name: udp, listeners: [udp], idleTime: 5s, backends: [ { service: steady-udp } ] }
            services:
              - { name: steady, endpoints: [{{Steady.Http}}], pool: { idleTime: 2s } }
              - { name: steady-h2, endpoints: [{{Steady.H2c}}], pool: { idleTime: 2s } }
              - { name: steady-tcp, endpoints: ["tcp://127.0.0.1:{{Steady.Ports.Tcp}}"] }
              - { name: steady-udp, endpoints: ["udp://127.0.0.1:{{Steady.Ports.Udp}}"] }
              - { name: fresh, endpoints: [{{Fresh.Http}}], pool: { idleTime: 2s } }
              - name: mortal
                endpoints: [{{string.Join(
                ", ",
                mortals.Select(mortal => mortal.Http)
            )}}{{(reload % 3 == 0 ? ", " + Fresh.Http : "")}}]
                ejection: { duration: 1s }
                pool: { idleTime: 2s }
              - name: mortal-h2
                endpoints: [{{string.Join(", ", mortals.Select(mortal => mortal.H2c))}}]
                ejection: { duration: 1s }
                pool: { idleTime: 2s }
            """;
    }

    public async ValueTask DisposeAsync()
    {
        if (edge is not null)
            await edge.DisposeAsync();
        foreach (var upstream in (UpstreamProcess[])[Steady, Fresh, .. Mortals])
            await upstream.DisposeAsync();
        authority.Dispose();
        folder.Dispose();
    }
}
