using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Kinds and objects of Flagger, as its users have them.</summary>
internal static class FlaggerObjects
{
    private static readonly (string Kind, string Plural)[] kinds =
    [
        ("Canary", "canaries"),
        ("MetricTemplate", "metrictemplates"),
        ("AlertProvider", "alertproviders"),
    ];

    /// <summary>Makes the kinds known to an API server, and waits until it serves them.</summary>
    public static async Task InstallAsync(ApiServer server)
    {
        foreach (var (kind, plural) in kinds)
            await server.Apply.YamlAsync(Definition(kind, plural));
        await Readiness.UntilAsync(
            async () =>
            {
                try
                {
                    var served = await server.GetAsync("/apis/flagger.app/v1beta1");
                    return kinds.All(kind =>
                        served
                            .GetProperty("resources")
                            .EnumerateArray()
                            .Any(one => one.GetProperty("name").GetString() == kind.Plural)
                    );
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            TimeSpan.FromMinutes(1),
            () => $"Flagger's kinds are not served:\n{server.Output}"
        );
    }

    /// <summary>A Flagger that leads, or did.</summary>
    /// <param name="renewed">When it said so last.</param>
    public static string Lease(DateTimeOffset renewed) =>
        $$"""
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata: { name: flagger-leader-election }
            spec:
              holderIdentity: flagger-7d9c
              leaseDurationSeconds: 60
              renewTime: "{{renewed.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}}"
            """;

    /// <summary>A Canary with everything that Flagger's own tutorials put into one.</summary>
    /// <param name="name">Its name and that of its Deployment and Ingress.</param>
    /// <param name="tester">Address of the load tester.</param>
    public static string Canary(string name, string tester) =>
        $$"""
            apiVersion: flagger.app/v1beta1
            kind: Canary
            metadata: { name: {{name}} }
            spec:
              provider: nginx
              targetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: {{name}}
              ingressRef:
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                name: {{name}}
              progressDeadlineSeconds: 60
              service:
                port: 80
                targetPort: 8080
                portDiscovery: true
                retries: { attempts: 3, perTryTimeout: 1s }
              analysis:
                interval: 1s
                threshold: 10
                maxWeight: 50
                stepWeight: 25
                metrics:
                - name: request-success-rate
                  thresholdRange:
                    min: 99
                  interval: 1m
                - name: request-duration
                  thresholdRange:
                    max: 500
                  interval: 1m
                - name: "error rate"
                  templateRef:
                    name: error-rate
                  thresholdRange:
                    max: 1
                  interval: 5s
                webhooks:
                - name: acceptance-test
                  type: pre-rollout
                  url: {{tester}}/pre
                  timeout: 30s
                  metadata:
                    type: bash
                    cmd: "curl -sd 'test' http://podinfo-canary/token | grep token"
                - name: load-test
                  url: {{tester}}/load
                  timeout: 5s
                  metadata:
                    cmd: "hey -z 1m -q 10 -c 2 http://app.example.com/"
                - name: load-test
                  type: rollout
                  url: {{tester}}/load-post
                  metadata:
                    cmd: "hey -z 1m -q 10 -c 2 -m POST http://app.example.com/"
                alerts:
                - name: "dev team"
                  severity: info
                  providerRef:
                    name: dev
                - name: "on-call"
                  severity: error
                  providerRef:
                    name: on-call
            """;

    /// <summary>A metric of Prometheus.</summary>
    /// <param name="prometheus">Its address.</param>
    public static string Template(string prometheus) =>
        $$$"""
            apiVersion: flagger.app/v1beta1
            kind: MetricTemplate
            metadata: { name: error-rate }
            spec:
              provider:
                type: prometheus
                address: {{{prometheus}}}
              query: |
                100 - sum(
                    rate(serinus_requests_total{backend=~".*{{ target }}-canary.*",code!~"5.*"}[{{ interval }}])
                ) / sum(
                    rate(serinus_requests_total{backend=~".*{{ target }}-canary.*"}[{{ interval }}])
                ) * 100
            """;

    /// <summary>A chat.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="address">Where it takes messages.</param>
    public static string Provider(string name, string address) =>
        $$"""
            apiVersion: flagger.app/v1beta1
            kind: AlertProvider
            metadata: { name: {{name}} }
            spec:
              type: slack
              channel: {{name}}-alerts
              username: flagger
              address: {{address}}
            """;

    private static string Definition(string kind, string plural) =>
        $$"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: {{plural}}.flagger.app }
            spec:
              group: flagger.app
              scope: Namespaced
              names: { kind: {{kind}}, plural: {{plural}}, singular: {{kind.ToLowerInvariant()}} }
              versions:
              - name: v1beta1
                served: true
                storage: true
                subresources: { status: {} }
                schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
            """;
}
