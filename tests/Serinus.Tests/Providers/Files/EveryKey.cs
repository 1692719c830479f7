namespace Serinus.Tests.Providers.Files;

/// <summary>Every key a configuration file may have, with a value that is not its default, in both ways to write it.</summary>
internal static class EveryKey
{
    public const string Yaml =
        """
            listeners:
              - name: web
                address: ":8000"
                protocol: tcp
                tls:
                  defaultCertificate: main
                  minimumVersion: tls13
                  cipherSuites: [TLS_AES_128_GCM_SHA256]
                  clientCertificates: optional
                  clientAuthorityFile: a.pem
                  clientAuthority: text
                  hosts: [{ hosts: [admin.example.com], minimumVersion: tls13, clientCertificates: require, clientAuthorityFile: a.pem, clientAuthority: text }]
                http2: false
                proxyProtocol: { from: [10.0.0.0/8] }
                filters: [{ allow: { from: [10.0.0.0/8] } }]
                trustedNetworks: [10.0.0.0/8]
            routes:
              - name: all
                listeners: [web]
                hosts: [a.example.com, "*.example.com"]
                oneLabelWildcards: true
                path: { regex: "/a/[0-9]+" }
                priority: 7
                methods: [GET, HEAD]
                headers: [{ name: X-A, exact: a }, { name: X-B, regex: b+ }, { name: X-C, present: true }]
                query: { debug: "1" }
                backends: [{ service: s, weight: 60.7 }, { service: t, weight: 39.3%, name: canary }]
                filters:
                  - requestHeaders: { remove: [X-R], set: { X-S: s }, add: { X-T: [t, u] } }
                  - responseHeaders: { set: { X-V: v } }
                  - allow: { from: [10.0.0.0/8, "::1"] }
                  - rewrite: { host: b.example.com, path: { prefix: / } }
                  - rewrite: { endpointHost: true, originalPathHeader: X-Was, path: { regex: "^/a/(.*)", replacement: "/$1" } }
                  - redirect: { regex: "^http://(.*)", replacement: "https://$1" }
                  - redirect: { scheme: https, host: c.example.com, port: 8443, path: { full: /c }, status: 301 }
                  - hsts: { maxAge: 1d, includeSubdomains: true, preload: true }
                  - respond: { status: 410, body: gone }
                cohort: { by: header, name: X-User, salt: pepper, policy: evict, cookie: who, cookieMaxAge: 1d }
                force: { header: X-Force, cookie: force, rules: [{ header: X-Beta, value: "yes", backend: t }, { cookie: beta, regex: "y.*", backend: t }], from: [10.0.0.0/8] }
                fallback: { connect: false, timeout: false, serverError: true }
                retry: { attempts: 1, statuses: [502, 503], budgetPercent: 10, budgetMinPerSecond: 3 }
                timeouts: { connect: 1s, firstByte: 2s, idle: 3s, total: 1m30s }
                bodyBytesMax: 10MiB
                grpcWeb: true
                created: 2026-01-31T08:00:00Z
            certificates:
              - { name: main, hosts: [www.example.com], chainFile: main.pem, keyFile: main.key }
            streamRoutes:
              - { name: bytes, listeners: [web], hosts: [db.example.com], backends: [{ service: s }], connectTime: 1s, idleTime: 2s }
            services:
              - name: s
                endpoints: ["http://127.0.0.1:9001", { address: "http://127.0.0.1:9002", draining: true }]
                protocol: h2
                tls: { verify: false, serverName: s.example.com, authorityFile: a.pem, authority: text, certificate: main }
                proxyProtocol: v2
                balance: hash
                hashHeader: X-User
                session: { cookie: stay, cookieMaxAge: 2h }
                health: { path: /healthz, host: h, status: 201-204, interval: 1s, timeout: 500ms, healthyThreshold: 1, unhealthyThreshold: 9 }
                ejection: { failures: 7, serverErrors: true, duration: 20s }
                panicPercent: 20
                pool: { idleMax: 5, idleTime: 5s }
            admin: { address: "127.0.0.1:9090", basePath: /edge, tokenFile: /etc/serinus/tokens }
            kubernetes:
              kubeconfig: /etc/kube
              context: prod
              endpoint: https://10.0.0.1:6443
              tokenFile: /var/token
              certificateAuthorityFile: /var/ca.crt
              namespaces: [a, b]
              labelSelector: team=web
              ingressClasses: [serinus, ""]
              listeners: [web]
              passHostHeader: false
              upstreamTls: { serverName: apps.internal }
              publishedService: edge/serinus
              statusAddress: edge.example.com
              writeStatus: false
              rollouts: { lead: false, namespace: edge, peersService: edge/edges, flagger: true, flaggerNamespace: flagger-system }
            accessLog: { path: /tmp/access.log, format: common, queueBytesMax: 1MiB }
            metrics: { buckets: [0.1, 0.3, 1.2, 5] }
            limits:
              headBytesMax: 16KiB
              headerCountMax: 50
              targetBytesMax: 4KiB
              trailerBytesMax: 2KiB
              responseHeadBytesMax: 32KiB
              headerReadTime: 5s
              bodyIdleTime: 6s
              keepAliveTime: 7s
              connectionsMax: 1000
              connectionsPerClientMax: 11
              inFlightPerClientMax: 12
              requestsPerConnectionMax: 13
              handshakeTime: 8s
              handshakesMax: 14
              streamsMax: 15
              glitchesMax: 16
              bodyBytesPerSecondMin: 17
              udpSessionsMax: 18
              mirrorBodyBytesMax: 32KiB
              mirrorsInFlightMax: 19
              inFlightMax: 100
              bodyBytesMax: 1GiB
            trustedNetworks: [10.0.0.0/8]
            sendForwarded: true
            signingKeyFile: /etc/serinus/key
            acme:
              directory: https://ca.example.com/directory
              acceptTerms: true
              email: ops@example.com
              hosts: [www.example.com]
              challenge: tlsAlpn01
              authorityFile: /etc/ca.pem
            fleet: { peers: ["http://10.0.0.2:8080"], tokenFile: fleet.token, peerTime: 1s, goneTime: 30s }
            stateFolder: /srv/serinus
            drainTime: 20s
            drainDelay: 5s
            loops: 2

            """ + EveryRolloutKey.Yaml;

    public const string Toml =
        """
            trustedNetworks = ["10.0.0.0/8"]
            sendForwarded = true
            signingKeyFile = "/etc/serinus/key"
            fleet = { peers = ["http://10.0.0.2:8080"], tokenFile = "fleet.token", peerTime = "1s", goneTime = "30s" }
            stateFolder = "/srv/serinus"
            drainTime = "20s"
            drainDelay = "5s"
            loops = 2
            admin.address = "127.0.0.1:9090"
            admin.basePath = "/edge"
            admin.tokenFile = "/etc/serinus/tokens"

            [kubernetes]
            kubeconfig = "/etc/kube"
            context = "prod"
            endpoint = "https://10.0.0.1:6443"
            tokenFile = "/var/token"
            certificateAuthorityFile = "/var/ca.crt"
            namespaces = ["a", "b"]
            labelSelector = "team=web"
            ingressClasses = ["serinus", ""]
            listeners = ["web"]
            passHostHeader = false
            upstreamTls = { serverName = "apps.internal" }
            publishedService = "edge/serinus"
            statusAddress = "edge.example.com"
            writeStatus = false
            rollouts = { lead = false, namespace = "edge", peersService = "edge/edges", flagger = true, flaggerNamespace = "flagger-system" }

            [accessLog]
            path = "/tmp/access.log"
            format = "common"
            queueBytesMax = "1MiB"

            [metrics]
            buckets = [0.1, 0.3, 1.2, 5]

            [limits]
            headBytesMax = "16KiB"
            headerCountMax = 50
            targetBytesMax = 4_096
            trailerBytesMax = 0x800
            responseHeadBytesMax = "32KiB"
            headerReadTime = "5s"
            bodyIdleTime = "6s"
            keepAliveTime = "7s"
            connectionsMax = 1000
            connectionsPerClientMax = 11
            inFlightPerClientMax = 12
            requestsPerConnectionMax = 13
            handshakeTime = "8s"
            handshakesMax = 14
            streamsMax = 15
            glitchesMax = 16
            bodyBytesPerSecondMin = 17
            udpSessionsMax = 18
            mirrorBodyBytesMax = "32KiB"
            mirrorsInFlightMax = 19
            inFlightMax = 100
            bodyBytesMax = "1GiB"

            [acme]
            directory = "https://ca.example.com/directory"
            acceptTerms = true
            email = "ops@example.com"
            hosts = ["www.example.com"]
            challenge = "tlsAlpn01"
            authorityFile = "/etc/ca.pem"

            [[listeners]]
            name = "web"
            address = ":8000"
            protocol = "tcp"
            http2 = false
            proxyProtocol.from = ["10.0.0.0/8"]
            trustedNetworks = ["10.0.0.0/8"]
            filters = [{ allow = { from = ["10.0.0.0/8"] } }]

            [listeners.tls]
            defaultCertificate = "main"
            minimumVersion = "tls13"
            cipherSuites = ["TLS_AES_128_GCM_SHA256"]
            clientCertificates = "optional"
            clientAuthorityFile = "a.pem"
            clientAuthority = "text"

            [[listeners.tls.hosts]]
            hosts = ["admin.example.com"]
            minimumVersion = "tls13"
            clientCertificates = "require"
            clientAuthorityFile = "a.pem"
            clientAuthority = "text"

            [[certificates]]
            name = "main"
            hosts = ["www.example.com"]
            chainFile = "main.pem"
            keyFile = "main.key"

            [[streamRoutes]]
            name = "bytes"
            listeners = ["web"]
            hosts = ["db.example.com"]
            backends = [{ service = "s" }]
            connectTime = "1s"
            idleTime = "2s"

            [[services]]
            name = "s"
            endpoints = ["http://127.0.0.1:9001", { address = "http://127.0.0.1:9002", draining = true }]
            protocol = "h2"
            tls = { verify = false, serverName = "s.example.com", authorityFile = "a.pem", authority = "text", certificate = "main" }
            proxyProtocol = "v2"
            balance = "hash"
            hashHeader = "X-User"
            panicPercent = 20
            session = { cookie = "stay", cookieMaxAge = "2h" }

            [services.health]
            path = "/healthz"
            host = "h"
            status = "201-204"
            interval = "1s"
            timeout = "500ms"
            healthyThreshold = 1
            unhealthyThreshold = 9

            [services.ejection]
            failures = 7
            serverErrors = true
            duration = "20s"

            [services.pool]
            idleMax = 5
            idleTime = "5s"

            [[routes]]
            name = "all"
            listeners = ["web"]
            hosts = ["a.example.com", "*.example.com"]
            oneLabelWildcards = true
            path.regex = '/a/[0-9]+'
            priority = 7
            methods = ["GET", "HEAD"]
            query.debug = "1"
            bodyBytesMax = "10MiB"
            grpcWeb = true
            created = 2026-01-31T08:00:00Z

            [[routes.headers]]
            name = "X-A"
            exact = "a"

            [[routes.headers]]
            name = "X-B"
            regex = "b+"

            [[routes.headers]]
            name = "X-C"
            present = true

            [[routes.backends]]
            service = "s"
            weight = 60.7

            [[routes.backends]]
            service = "t"
            weight = "39.3%"
            name = "canary"

            [[routes.filters]]
            requestHeaders = { remove = ["X-R"], set = { X-S = "s" }, add = { X-T = ["t", "u"] } }

            [[routes.filters]]
            [routes.filters.responseHeaders.set]
            X-V = "v"

            [[routes.filters]]
            allow.from = ["10.0.0.0/8", "::1"]

            [[routes.filters]]
            rewrite = { host = "b.example.com", path.prefix = "/" }

            [[routes.filters]]
            [routes.filters.rewrite]
            endpointHost = true
            originalPathHeader = "X-Was"
            path = { regex = "^/a/(.*)", replacement = "/$1" }

            [[routes.filters]]
            redirect = { regex = "^http://(.*)", replacement = "https://$1" }

            [[routes.filters]]
            redirect = { scheme = "https", host = "c.example.com", port = 8443, path = { full = "/c" }, status = 301 }

            [[routes.filters]]
            hsts = { maxAge = "1d", includeSubdomains = true, preload = true }

            [[routes.filters]]
            respond = { status = 410, body = "gone" }

            [routes.cohort]
            by = "header"
            name = "X-User"
            salt = "pepper"
            policy = "evict"
            cookie = "who"
            cookieMaxAge = "1d"

            [routes.force]
            header = "X-Force"
            cookie = "force"
            rules = [
              { header = "X-Beta", value = "yes", backend = "t" },
              { cookie = "beta", regex = "y.*", backend = "t" },
            ]
            from = ["10.0.0.0/8"]

            [routes.fallback]
            connect = false
            timeout = false
            serverError = true

            [routes.retry]
            attempts = 1
            statuses = [502, 503]
            budgetPercent = 10
            budgetMinPerSecond = 3

            [routes.timeouts]
            connect = "1s"
            firstByte = "2s"
            idle = "3s"
            total = "1m30s"

            """ + EveryRolloutKey.Toml;
}
