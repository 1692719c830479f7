namespace Serinus.Tests.Providers.Files;

/// <summary>The part of <see cref="EveryKey"/> that is about rollouts.</summary>
internal static class EveryRolloutKey
{
    public const string Yaml = """
        rollouts:
          - name: shop
            routes: [all]
            stable: s
            canary: canary
            revision: v2
            promotion: { mode: swap, bake: 10m }
            failsafe: { lease: 45s, onLoss: revert }
            rollbackRevisions: 3
            deployWindows: [{ days: [mon, friday], from: "09:00", to: "17:30", utcOffset: "+02:00" }]
            group: { name: shops, order: 2, rollBackTogether: false }
            skipAnalysis: true
            suspend: true
            progressDeadline: 5m
            historyMax: 20
            variables: { region: eu }
            steps:
              - setWeight: 0.5%
              - pause: { duration: 30s }
              - analysis: { metrics: [request-success-rate] }
              - approval: { timeout: 30m, onTimeout: rollback }
              - setHeaderRoute: { match: [{ headers: { x-canary: { prefix: y } }, cookies: { beta: { suffix: z } } }] }
              - setMirror: 10%
              - webhook: { name: load, url: "http://hooks.internal/load" }
              - pause: {}
            analysis:
              interval: 30s
              threshold: 3
              weightTotal: 1000
              maxWeight: 800
              stepWeightPromotion: 25
              match: [{ headers: { x-a: a, x-b: { regex: b+ }, x-c: { present: true } } }]
              mirrorWeight: 50
              metrics:
                - name: request-success-rate
                  interval: 2m
                  thresholdRange: { min: 99, max: 100 }
                  compare: { margin: { absolute: 0.01, ratio: 1.5 } }
                  initialDelay: 10s
                  count: 5
                  failureLimit: 2
                  inconclusiveLimit: 4
                  consecutiveErrorLimit: 5
                  consecutiveSuccessLimit: 6
                  dryRun: true
                  noData: fail
                  minRequests: 100
                - name: queue
                  source:
                    type: web
                    address: "http://queue.internal/{{ target }}"
                    query: depth
                    jsonPath: "{$.depth}"
                    method: POST
                    body: "{}"
                    headers: { X-Team: shop }
                    timeout: 3s
                    insecureSkipVerify: true
                  expression: { success: "result < 10", failure: "result > 100" }
                  templateVariables: { target: shop }
              sequential:
                alpha: 0.02
                beta: 0.1
                errorMargin: 0.01
                latencyMargin: 0.05
                bunchMax: 3
                latencyEdges: [300ms, 1.2s]
                maxStepDuration: 20m
                onInconclusive: rollback
                fastFail: { minErrors: 20, rate: 0.6 }
              webhooks:
                - { name: smoke, type: pre-rollout, url: "https://hooks.internal/smoke", timeout: 5s, retries: 2, metadata: { suite: fast }, muteAlert: true, disableTLS: true }
              alerts:
                - { name: team, severity: error, type: teams, address: "https://hooks.example.com/t", channel: ops, username: canary, token: secret }
              sessionAffinity: { cookieName: arm, primaryCookieName: arm-primary, maxAge: 2h }
              backgroundFromStep: 2
              primaryReadyThreshold: 60
              canaryReadyThreshold: 70
          - { name: other, route: all, stable: s, canary: canary, mirror: true, steps: "1%, 10%, 50% every 5m" }
          - { name: third, stable: s, canary: canary, stepWeight: 5, stepWeights: [1, 2], iterations: 4 }
        news:
          - { name: all, severity: warn, type: cloudEvent, address: "https://hooks.example.com/a", channel: news, username: serinus, token: hidden }
        """;

    public const string Toml = """
        [[rollouts]]
        name = "shop"
        routes = ["all"]
        stable = "s"
        canary = "canary"
        revision = "v2"
        promotion = { mode = "swap", bake = "10m" }
        failsafe = { lease = "45s", onLoss = "revert" }
        rollbackRevisions = 3
        deployWindows = [{ days = ["mon", "friday"], from = 09:00:00, to = "17:30", utcOffset = "+02:00" }]
        group = { name = "shops", order = 2, rollBackTogether = false }
        skipAnalysis = true
        suspend = true
        progressDeadline = "5m"
        historyMax = 20
        variables.region = "eu"
        steps = [
          { setWeight = "0.5%" },
          { pause = "30s" },
          { analysis = { metrics = ["request-success-rate"] } },
          { approval = { timeout = "30m", onTimeout = "rollback" } },
          { setHeaderRoute = { match = [{ headers = { x-canary = { prefix = "y" } }, cookies = { beta = { suffix = "z" } } }] } },
          { setMirror = { percentage = 10 } },
          { webhook = { name = "load", url = "http://hooks.internal/load" } },
          { pause = {} },
        ]
        interval = "30s"
        threshold = 3
        weightTotal = 1000
        maxWeight = 800
        stepWeightPromotion = 25
        match = [{ headers = { x-a = "a", x-b = { regex = "b+" }, x-c = { present = true } } }]
        mirrorWeight = 50
        backgroundFromStep = 2
        primaryReadyThreshold = 60
        canaryReadyThreshold = 70
        sessionAffinity = { cookieName = "arm", primaryCookieName = "arm-primary", maxAge = "2h" }

        [[rollouts.metrics]]
        name = "request-success-rate"
        interval = "2m"
        thresholdRange = { min = 99, max = 100 }
        compare.margin = { absolute = 0.01, ratio = 1.5 }
        initialDelay = "10s"
        count = 5
        failureLimit = 2
        inconclusiveLimit = 4
        consecutiveErrorLimit = 5
        consecutiveSuccessLimit = 6
        dryRun = true
        noData = "fail"
        minRequests = 100

        [[rollouts.metrics]]
        name = "queue"
        expression = { success = "result < 10", failure = "result > 100" }
        templateVariables.target = "shop"

        [rollouts.metrics.source]
        type = "web"
        address = "http://queue.internal/{{ target }}"
        query = "depth"
        jsonPath = "{$.depth}"
        method = "POST"
        body = "{}"
        headers = { X-Team = "shop" }
        timeout = "3s"
        insecureSkipVerify = true

        [rollouts.sequential]
        alpha = 0.02
        beta = 0.1
        errorMargin = 0.01
        latencyMargin = 0.05
        bunchMax = 3
        latencyEdges = ["300ms", "1.2s"]
        maxStepDuration = "20m"
        onInconclusive = "rollback"
        fastFail = { minErrors = 20, rate = 0.6 }

        [[rollouts.webhooks]]
        name = "smoke"
        type = "pre-rollout"
        url = "https://hooks.internal/smoke"
        timeout = "5s"
        retries = 2
        metadata.suite = "fast"
        muteAlert = true
        disableTLS = true

        [[rollouts.alerts]]
        name = "team"
        severity = "error"
        type = "teams"
        address = "https://hooks.example.com/t"
        channel = "ops"
        username = "canary"
        token = "secret"

        [[rollouts]]
        name = "other"
        route = "all"
        stable = "s"
        canary = "canary"
        mirror = true
        steps = "1%, 10%, 50% every 5m"

        [[rollouts]]
        name = "third"
        stable = "s"
        canary = "canary"
        stepWeight = 5
        stepWeights = [1, 2]
        iterations = 4

        [[news]]
        name = "all"
        severity = "warn"
        type = "cloudEvent"
        address = "https://hooks.example.com/a"
        channel = "news"
        username = "serinus"
        token = "hidden"
        """;
}
