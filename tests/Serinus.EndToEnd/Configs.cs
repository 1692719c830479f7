namespace Serinus.EndToEnd;

/// <summary>Configurations many tests share.</summary>
internal static class Configs
{
    /// <summary>Everything goes to one service.</summary>
    public static string OneService(params string[] endpoints) =>
        $$"""
            routes:
              - name: app
                backends: [ { service: app } ]
            services:
              - { name: app, endpoints: {{List(endpoints)}} }
            """;

    /// <summary>A stable service and a canary with weights, and what else the route says.</summary>
    public static string Canary(
        string stableWeight,
        IEnumerable<string> stable,
        string canaryWeight,
        IEnumerable<string> canary,
        string route = ""
    ) =>
        $$"""
            routes:
              - name: app
                backends: [ { service: stable, weight: {{stableWeight}} }, { service: canary, weight: {{canaryWeight}} } ]
                {{route}}
            services:
              - { name: stable, endpoints: {{List(stable)}} }
              - { name: canary, endpoints: {{List(canary)}} }
            """;

    private static string List(IEnumerable<string> urls) => $"[{string.Join(", ", urls.Select(url => $"\"{url}\""))}]";
}
