using System.Collections.Immutable;
using System.Net;
using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Checks which cluster is read, and what of it.</summary>
internal static class KubernetesChecks
{
    public static void Check(KubernetesConfig cluster, ObjectReport report)
    {
        CheckFile("kubernetes.kubeconfig", cluster.Kubeconfig, report);
        CheckFile("kubernetes.tokenFile", cluster.TokenFile, report);
        CheckFile("kubernetes.certificateAuthorityFile", cluster.CertificateAuthorityFile, report);
        CheckNotEmpty("kubernetes.context", cluster.Context, "a context", report);
        if (cluster.Endpoint is { } endpoint && !IsUrl(endpoint))
            report.Error(
                "kubernetes.endpoint",
                $"\"{ValueChecks.Printable(endpoint)}\" is no URL of an API server",
                "write https://host:port"
            );
        for (var i = 0; i < cluster.Namespaces.Length; i++)
            CheckName($"kubernetes.namespaces[{i}]", cluster.Namespaces[i], "a namespace", report);
        CheckNotEmpty("kubernetes.labelSelector", cluster.LabelSelector, "a label selector", report);
        CheckTwice("kubernetes.namespaces", cluster.Namespaces, report);
        CheckTwice("kubernetes.ingressClasses", cluster.IngressClasses, report);
        if (cluster.PublishedService is { } service && !IsServiceName(service))
            report.Error(
                "kubernetes.publishedService",
                $"\"{ValueChecks.Printable(service)}\" does not name a service",
                "write namespace/name"
            );
        if (
            cluster.StatusAddress is { } address
            && !RuleCompiler.IsHost(address)
            && !IPAddress.TryParse(address, out _)
        )
            report.Error(
                "kubernetes.statusAddress",
                $"\"{ValueChecks.Printable(address)}\" is no host name or IP address",
                "write a name or an address without port"
            );
        if (cluster.Rollouts is { } rollouts)
        {
            if (rollouts.Namespace is { } ns)
                CheckName("kubernetes.rollouts.namespace", ns, "a namespace", report);
            if (rollouts.FlaggerNamespace is { } ofFlagger)
                CheckName("kubernetes.rollouts.flaggerNamespace", ofFlagger, "a namespace", report);
            if (rollouts.PeersService is { } peers && !IsServiceName(peers))
                report.Error(
                    "kubernetes.rollouts.peersService",
                    $"\"{ValueChecks.Printable(peers)}\" does not name a service",
                    "write namespace/name"
                );
        }

        if (cluster is { PublishedService: not null, StatusAddress: not null })
            report.Warn(
                "kubernetes.statusAddress",
                "it is not written: publishedService says what is",
                "keep one of the two"
            );
    }

    private static void CheckFile(string field, string? file, ObjectReport report) =>
        CheckNotEmpty(field, file, "a file", report);

    private static void CheckNotEmpty(string field, string? text, string words, ObjectReport report)
    {
        if (text is not null && string.IsNullOrWhiteSpace(text))
            report.Error(field, "it is empty", $"name {words}, or leave it out");
    }

    private static void CheckName(string field, string name, string words, ObjectReport report)
    {
        if (!IsName(name))
            report.Error(
                field,
                $"\"{ValueChecks.Printable(name)}\" is no name of {words}",
                "use lower-case letters, digits and - (RFC 1123 §2.1)"
            );
    }

    private static void CheckTwice(string field, ImmutableArray<string> names, ObjectReport report)
    {
        for (var i = 1; i < names.Length; i++)
        {
            if (names.IndexOf(names[i]) < i)
                report.Warn($"{field}[{i}]", $"\"{ValueChecks.Printable(names[i])}\" is listed already", "remove it");
        }
    }

    private static bool IsServiceName(string text) =>
        text.Split('/') is [var space, var name] && IsName(space) && IsName(name);

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 253
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1]);

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "https" or "http"
        && url.UserInfo.Length == 0
        && url.Query.Length == 0;
}
