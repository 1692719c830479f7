using System.Net;
using System.Net.Sockets;

namespace Serinus.Tests.Commands;

/// <summary>A folder with configuration files, gone after the test.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("serinus-test-");

    public void Dispose() => folder.Delete(recursive: true);

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public string Write(string text, string name = "edge.yaml")
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>A whole configuration with one canary route, on free ports.</summary>
    public string WriteGood(string admin = "127.0.0.1:0") =>
        Write(
            $$"""
            listeners:
              - { name: web, address: "127.0.0.1:0" }
            routes:
              - name: shop
                hosts: [shop.example]
                backends:
                  - { service: shop, weight: 90 }
                  - { service: shop-canary, weight: 10 }
            services:
              - { name: shop, endpoints: ["http://127.0.0.1:1"] }
              - { name: shop-canary, endpoints: ["http://127.0.0.1:2"] }
            admin: { address: "{{admin}}" }
            """
        );

    /// <summary>A port somebody else has.</summary>
    public static TcpListener Taken()
    {
        var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        return taken;
    }
}
