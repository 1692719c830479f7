using k8s;
using k8s.Authentication;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Api;

/// <summary>Where the API server is and how it is asked: from the kubeconfig or the service account, and what overrides them.</summary>
internal static class Credentials
{
    private const string NamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    // A peer that is gone without a word is noticed within half a minute, by pings while a watch is open.
    private static readonly TimeSpan pingAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan pingTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan connectTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="KubeconfigException">What was asked for is missing or cannot be read.</exception>
    public static KubernetesClientConfiguration Read(KubernetesConfig config)
    {
        try
        {
            var read = Base(config);
            Override(read, config);
            read.FirstMessageHandlerSetup = handler =>
            {
                handler.KeepAlivePingDelay = pingAfter;
                handler.KeepAlivePingTimeout = pingTimeout;
                handler.ConnectTimeout = connectTimeout;
            };
            return read;
        }
        // The library throws whatever its YAML, certificate and file readers throw: for an operator it is all one.
        catch (Exception broken) when (broken is not KubeconfigException)
        {
            throw new KubeconfigException($"{Source(config)} cannot be read: {broken.Message}", broken);
        }
    }

    /// <summary>The namespace we are in: it holds our Lease.</summary>
    public static string Namespace(KubernetesClientConfiguration read)
    {
        if (Environment.GetEnvironmentVariable("POD_NAMESPACE") is { Length: > 0 } given)
            return given;
        if (read.Namespace is { Length: > 0 } named)
            return named;
        return File.Exists(NamespaceFile) ? File.ReadAllText(NamespaceFile).Trim() : "default";
    }

    private static KubernetesClientConfiguration Base(KubernetesConfig config)
    {
        if (config.Kubeconfig is { } path)
        {
            return File.Exists(path)
                ? KubernetesClientConfiguration.BuildConfigFromConfigFile(path, config.Context)
                : throw new KubeconfigException($"there is no kubeconfig {path}; mend kubernetes.kubeconfig");
        }

        if (KubernetesClientConfiguration.IsInCluster())
            return KubernetesClientConfiguration.InClusterConfig();
        if (UsersFile() is { } file)
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(file, config.Context);

        if (config.Endpoint is { } endpoint)
            return new KubernetesClientConfiguration { Host = endpoint };
        throw new KubeconfigException(
            "no cluster is named: this is no pod with a service account, and neither KUBECONFIG nor ~/.kube/config is there; set kubernetes.kubeconfig"
        )
        {
            NamesNone = true,
        };
    }

    private static void Override(KubernetesClientConfiguration read, KubernetesConfig config)
    {
        if (config.Endpoint is { } endpoint)
            read.Host = endpoint;
        if (config.TokenFile is { } tokenFile)
        {
            if (!File.Exists(tokenFile))
                throw new KubeconfigException($"there is no token file {tokenFile}; mend kubernetes.tokenFile");
            // It looks at the file again every minute, as tokens of pods are rotated.
            read.TokenProvider = new TokenFileAuth(tokenFile);
        }

        if (config.CertificateAuthorityFile is not { } authorities)
            return;
        if (!File.Exists(authorities))
        {
            throw new KubeconfigException(
                $"there is no certificate file {authorities}; mend kubernetes.certificateAuthorityFile"
            );
        }

        read.SslCaCerts = [];
        read.SslCaCerts.ImportFromPemFile(authorities);
        read.SkipTlsVerify = false;
    }

    /// <summary>The kubeconfig of whoever runs the program; the first that exists where KUBECONFIG names several.</summary>
    private static string? UsersFile()
    {
        var paths = Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } given
            ? given.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            : [KubernetesClientConfiguration.KubeConfigDefaultLocation];
        return Array.Find(paths, File.Exists);
    }

    private static string Source(KubernetesConfig config) =>
        config.Kubeconfig is { } path ? $"kubeconfig {path}"
        : KubernetesClientConfiguration.IsInCluster() ? "the service account of the pod"
        : "the kubeconfig";
}
