using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>Settings of the Kubernetes provider become those of ours.</summary>
internal static class KubernetesTranslator
{
    // Without a class of its own, Ingresses without a class and those of this name are taken.
    private static readonly ImmutableArray<string> standardClasses = ["traefik", ""];

    /// <param name="reader">The settings.</param>
    /// <param name="listeners">Listeners of routes that name none.</param>
    /// <param name="upstreamTls">TLS to upstreams.</param>
    public static KubernetesConfig? Translate(
        StaticReader reader,
        ImmutableArray<string> listeners,
        UpstreamTlsConfig upstreamTls
    )
    {
        if (!reader.Has("kubernetes"))
            return null;
        if (reader.Settings.Find("kubernetes.token") is { } token)
            reader.Error(
                token,
                "not honoured: a token is not taken from a setting, where every process list shows it",
                "run with a service account, or name a kubeconfig in KUBECONFIG"
            );
        NameWhatRoutesLose(reader);
        var classes = reader.List("kubernetes.ingressClass");
        return new KubernetesConfig
        {
            Endpoint = reader.Text("kubernetes.endpoint"),
            CertificateAuthorityFile = reader.Text("kubernetes.certAuthFilePath"),
            Namespaces = reader.List("kubernetes.namespaces"),
            LabelSelector = reader.Text("kubernetes.labelSelector"),
            IngressClasses = classes.IsEmpty ? standardClasses : classes,
            Listeners = listeners,
            PassHostHeader = !reader.Flag("kubernetes.disablePassHostHeaders"),
            UpstreamTls = upstreamTls,
            PublishedService = reader.Text("kubernetes.ingressEndpoint.publishedService"),
            StatusAddress =
                reader.Text("kubernetes.ingressEndpoint.hostname") ?? reader.Text("kubernetes.ingressEndpoint.ip"),
        };
    }

    private static void NameWhatRoutesLose(StaticReader reader)
    {
        foreach (var key in (string[])["forwardingTimeouts", "retry", "maxIdleConnsPerHost"])
        {
            if (reader.Settings.Any(key) is { } setting)
                reader.Warn(
                    setting,
                    "applies to frontends and backends of TOML alone; routes of the cluster have defaults of their own",
                    "remove it, where there are no frontends in TOML"
                );
        }
    }
}
