using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>The old set of manifests, as its users have it.</summary>
internal static class Fixtures
{
    private static readonly string folder = Path.Combine(Repository.Root, "tests", "fixtures", "traefik-1.7");

    /// <summary>RBAC, ConfigMap, ServiceAccount, Service and DaemonSet of the controller.</summary>
    public static string TraefikController() => File.ReadAllText(Path.Combine(folder, "edge.yaml"));

    /// <summary>The canary Ingress.</summary>
    public static string TraefikIngress() => File.ReadAllText(Path.Combine(folder, "canary-ingress.yaml"));

    /// <summary>The TOML in the ConfigMap.</summary>
    public static string TraefikToml()
    {
        var lines = File.ReadLines(Path.Combine(folder, "edge.yaml"))
            .SkipWhile(line => !line.Contains("edge-toml: |-", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal));
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[4..]));
    }

    /// <summary>The arguments in the DaemonSet, with the file they name at another place.</summary>
    /// <param name="configFile">The TOML.</param>
    public static string[] DaemonSetArguments(string configFile) =>
        [
            .. File.ReadLines(Path.Combine(folder, "edge.yaml"))
                .SkipWhile(line => line.Trim() != "args:")
                .Skip(1)
                .Select(line => line.Trim())
                .TakeWhile(line => line.StartsWith("- --", StringComparison.Ordinal))
                .Select(line => line[2..].Replace("/etc/traefik/traefik.toml", configFile, StringComparison.Ordinal)),
        ];
}
