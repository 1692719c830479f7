using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>
/// Reads how an Ingress wants its endpoints to be spoken to, in the words of Traefik 1.7 and of ingress-nginx. They differ where nothing
/// is said of the certificates of endpoints: ingress-nginx believes any, Traefik 1.7 none that nobody vouches for.
/// </summary>
/// <param name="reader">The annotations of the Ingress.</param>
/// <param name="key">The Ingress.</param>
/// <param name="verifies">Whether endpoints are verified where the Ingress does not say.</param>
internal sealed class UpstreamAnnotations(AnnotationReader reader, ObjectKey key, bool verifies)
{
    /// <summary>Where the Secret is named.</summary>
    public const string SecretField = $"metadata.annotations[{AnnotationPrefixTexts.Nginx}{SecretName}]";

    private const string SecretName = "proxy-ssl-secret";
    private const string NoServer = "requests are answered 503";

    private bool isBroken;

    /// <summary>What it says; null when it says nothing.</summary>
    public UpstreamRules? Read()
    {
        var (protocol, saying) = Protocol();
        var secret = SecretOf();
        var serverName = ServerName();
        var isVerified = Verified(out var verifying);
        if (isVerified is null && saying?.IsNginx is true && protocol is "https" or "grpcs")
            isVerified = false;
        var mayBeTls = protocol is null or "https" or "grpcs";
        if (!isBroken && mayBeTls && (verifying ?? saying) is { } place && !(isVerified ?? verifies))
            reader.Problems.Warn(
                place.Field,
                "the certificates of its endpoints are not verified, so that whoever stands in between is believed",
                $"write {AnnotationPrefixTexts.Nginx}proxy-ssl-verify: \"on\", with proxy-ssl-secret for their authority and proxy-ssl-name"
            );
        var rules = new UpstreamRules(protocol, isVerified, serverName, secret, isBroken);
        return rules == new UpstreamRules(null) ? null : rules;
    }

    private (string? Protocol, Annotation? Saying) Protocol()
    {
        if ((reader.Text("protocol") ?? Nginx("backend-protocol")) is not { } found)
            return (null, null);
        var wanted = found.Value.Trim().ToLowerInvariant();
        if (wanted is "http" or "https" or "h2c" or "grpc" or "grpcs")
            return (wanted, found);
        Break(
            found,
            $"{ObjectProblems.Shown(found.Value)} is no protocol an upstream can be spoken to by",
            wanted switch
            {
                "auto_http" => "write HTTP or HTTPS: the endpoints speak one of them, whatever the client speaks",
                "fcgi" => "write HTTP, and let a web server beside the application speak FastCGI to it",
                _ => "write http, https, h2c, grpc or grpcs, or remove it",
            }
        );
        return (null, found);
    }

    private ObjectKey? SecretOf()
    {
        if (Nginx(SecretName) is not { Value.Length: > 0 } found)
            return null;
        var parts = found.Value.Split('/');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0))
            Break(found, $"{ObjectProblems.Shown(found.Value)} is no Secret", "write namespace/name");
        else if (parts.Length == 2 && parts[0] != key.Namespace)
            // Else whoever may write an Ingress could show endpoints the certificate of another namespace.
            Break(
                found,
                $"Secret {ObjectProblems.Shown(found.Value)} is of another namespace, which an Ingress of {key.Namespace} may not use",
                $"copy it to namespace {key.Namespace}"
            );
        else
            return new ObjectKey(key.Namespace, parts[^1]);
        return null;
    }

    private string? ServerName()
    {
        if (Nginx("proxy-ssl-name") is not { Value.Length: > 0 } found)
            return null;
        if (HostNames.IsAuthority(found.Value) && !found.Value.Contains(':', StringComparison.Ordinal))
        {
            if (Nginx("proxy-ssl-server-name") is { Value: "off" } silent)
                reader.Problems.Warn(
                    silent.Field,
                    "the name of proxy-ssl-name is asked for all the same: certificates are verified by the name asked for",
                    "remove it"
                );
            return found.Value;
        }

        Break(
            found,
            $"{ObjectProblems.Shown(found.Value)} is no name of a host",
            "write the name in the endpoints' certificate"
        );
        return null;
    }

    private bool? Verified(out Annotation? found)
    {
        found = Nginx("proxy-ssl-verify");
        switch (found?.Value.Trim())
        {
            case null:
                return null;
            case "on":
                return true;
            case "off":
                return false;
            default:
                Break(found, $"{ObjectProblems.Shown(found.Value)} is neither on nor off", "write \"on\" or \"off\"");
                found = null;
                return null;
        }
    }

    private Annotation? Nginx(string name) => reader.Find(AnnotationPrefixes.Nginx, name);

    private void Break(Annotation found, string message, string cure)
    {
        isBroken = true;
        reader.Problems.Error(found.Field, $"{message}; {NoServer}", cure);
    }
}
