using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Our kinds of objects, as a cluster gets them.</summary>
internal static class Definitions
{
    private static readonly string folder = Path.Combine(Repository.Root, "deploy", "manifests", "crds");

    /// <summary>Makes the kinds known to an API server, and waits until it serves them.</summary>
    public static async Task InstallAsync(ApiServer server)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*s.yaml"))
            await server.Apply.YamlAsync(await File.ReadAllTextAsync(file));
        await Readiness.UntilAsync(
            async () =>
            {
                try
                {
                    var served = await server.GetAsync("/apis/serinus.dev/v1");
                    return served
                            .GetProperty("resources")
                            .EnumerateArray()
                            .Count(item => !item.GetProperty("name").GetString()!.Contains('/')) == 4;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(60),
            () => $"our kinds are not served:\n{server.Output}"
        );
    }
}
