using Serinus.Testbed;

namespace Serinus.Compare;

/// <summary>A program under measurement: how its configuration looks and how it is started.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Version">Command that prints its version.</param>
/// <param name="Config">Its configuration, for a port to listen on, the two versions behind it, and a port for metrics.</param>
/// <param name="ConfigName">Name of the configuration file.</param>
/// <param name="Command">Program and arguments, for the path of the configuration file.</param>
public sealed record Peer(
    string Name,
    string[] Version,
    Func<PeerPorts, string> Config,
    string ConfigName,
    Func<string, PeerPorts, string[]> Command
)
{
    /// <summary>
    /// Every program does the same work: 90 to 10 between two versions, connections to them kept open, metrics on, access
    /// log off, two workers on a machine of two cores (the others take one worker per core by themselves).
    /// </summary>
    public static IReadOnlyList<Peer> All { get; } = [Nginx(), Haproxy(), Caddy(), Yarp(), Serinus()];

    private static string Cores { get; } = Environment.ProcessorCount.ToString();

    private static Peer Nginx() =>
        new(
            "nginx",
            ["nginx", "-v"],
            ports =>
                $$"""
                    daemon off;
                    {{(Environment.UserName == "root" ? "user root;" : "")}}
                    worker_processes {{Cores}};
                    worker_rlimit_nofile 65536;
                    pid nginx.pid;
                    events { worker_connections 16384; }
                    http {
                      access_log off;
                      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                      keepalive_requests 1000000000;
                      upstream app {
                        server 127.0.0.1:{{ports.Stable}} weight=9;
                        server 127.0.0.1:{{ports.Canary}} weight=1;
                        keepalive 1024;
                        keepalive_requests 1000000000;
                      }
                      server {
                        listen 127.0.0.1:{{ports.Listen}} backlog=4096;
                        listen 127.0.0.1:{{ports.Tls}} ssl http2 backlog=4096;
                        ssl_protocols TLSv1.2 TLSv1.3;
                        ssl_certificate {{PeerPorts.Chain}};
                        ssl_certificate_key {{PeerPorts.Key}};
                        http2_max_requests 1000000000;
                        location / {
                          proxy_pass http://app;
                          proxy_http_version 1.1;
                      proxy_max_temp_file_size 0;
                          proxy_set_header Connection "";
                          proxy_set_header Host $host;
                          proxy_set_header X-Forwarded-For $remote_addr;
                          proxy_set_header X-Forwarded-Proto $scheme;
                        }
                      }
                      server {
                        listen 127.0.0.1:{{ports.Metrics}};
                        location / { stub_status; }
                      }
                    }
                    """,
            "nginx.conf",
            (config, _) => ["nginx", "-e", "stderr", "-p", Path.GetDirectoryName(config)!, "-c", config]
        );

    private static Peer Haproxy() =>
        new(
            "haproxy",
            ["haproxy", "-v"],
            ports =>
                $"""
                    global
                      nbthread {Cores}
                      maxconn 8000
                    defaults
                      mode http
                      timeout connect 5s
                      timeout client 60s
                      timeout server 60s
                      option forwardfor
                    frontend web
                      bind 127.0.0.1:{ports.Listen} backlog 4096
                      bind 127.0.0.1:{ports.Tls} ssl crt {PeerPorts.Both} alpn h2,http/1.1 backlog 4096
                      default_backend app
                    backend app
                      balance roundrobin
                      http-reuse always
                      server stable 127.0.0.1:{ports.Stable} weight 90 pool-max-conn -1
                      server canary 127.0.0.1:{ports.Canary} weight 10 pool-max-conn -1
                    frontend metrics
                      bind 127.0.0.1:{ports.Metrics}
                      http-request use-service prometheus-exporter
                    """,
            "haproxy.cfg",
            (config, _) => ["haproxy", "-db", "-f", config]
        );

    // Debian's Caddy has no weighted policy: ten upstreams, nine of them one address.
    private static Peer Caddy() =>
        new(
            "caddy",
            ["caddy", "version"],
            ports =>
                $$"""
                {
                  admin 127.0.0.1:{{ports.Metrics}}
                  auto_https off
                  servers {
                    metrics
                  }
                }
                (app) {
                  bind 127.0.0.1
                  reverse_proxy {{string.Join(
                    ' ',
                    Enumerable.Repeat($"127.0.0.1:{ports.Stable}", 9).Append($"127.0.0.1:{ports.Canary}")
                )}} {
                    lb_policy round_robin
                    transport http {
                      keepalive_idle_conns 4096
                      keepalive_idle_conns_per_host 2048
                    }
                  }
                }
                http://:{{ports.Listen}} {
                  import app
                }
                https://:{{ports.Tls}} {
                  tls {{PeerPorts.Chain}} {{PeerPorts.Key}}
                  import app
                }
                """,
            "Caddyfile",
            (config, _) => ["caddy", "run", "--config", config, "--adapter", "caddyfile"]
        );

    private static Peer Yarp() =>
        new(
            "yarp",
            ["grep", "-om1", "Yarp.ReverseProxy/[0-9.]*", Path.ChangeExtension(YarpProgram, ".deps.json")],
            _ => "",
            "none",
            (_, ports) =>
                [
                    "dotnet",
                    YarpProgram,
                    $"http://127.0.0.1:{ports.Listen};https://127.0.0.1:{ports.Tls}",
                    $"http://127.0.0.1:{ports.Stable}",
                    $"http://127.0.0.1:{ports.Canary}",
                ]
        );

    private static Peer Serinus() =>
        new(
            "serinus",
            [Repository.Program, "version"],
            ports =>
                $$"""
                    listeners:
                      - { name: web, address: "127.0.0.1:{{ports.Listen}}" }
                      - { name: websecure, address: "127.0.0.1:{{ports.Tls}}", tls: { defaultCertificate: site } }
                    certificates:
                      - { name: site, chainFile: {{PeerPorts.Chain}}, keyFile: {{PeerPorts.Key}} }
                    routes:
                      - name: app
                        backends:
                          - { service: app, weight: 90 }
                          - { service: app-canary, weight: 10 }
                    services:
                      - { name: app, endpoints: ["http://127.0.0.1:{{ports.Stable}}"], pool: { idleMax: 1024 } }
                      - { name: app-canary, endpoints: ["http://127.0.0.1:{{ports.Canary}}"], pool: { idleMax: 1024 } }
                    admin: { address: "127.0.0.1:{{ports.Metrics}}" }
                    """,
            "edge.yaml",
            (config, _) => [Repository.Program, "run", "--config", config]
        );

    private static string YarpProgram =>
        Path.Combine(
            Repository.Root,
            "bench/compare/Serinus.Compare.Yarp/bin/Release/net10.0/Serinus.Compare.Yarp.dll"
        );
}
