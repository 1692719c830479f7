using System.Text;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Hosts as Ingresses and annotations write them.</summary>
internal static class HostNames
{
    /// <summary>Whether a text is <c>host</c> or <c>host:port</c>.</summary>
    public static bool IsAuthority(string text) =>
        HostParser.TrySplit(Encoding.UTF8.GetBytes(text), out var length, out _) && length > 0;

    /// <summary>A host in lower case, empty for any; null, with a problem, when it is none.</summary>
    public static string? Read(string text, string field, ObjectProblems problems)
    {
        if (text.Length == 0)
            return "";
        var isWildcard = text.StartsWith("*.", StringComparison.Ordinal);
        var name = isWildcard ? text[2..] : text;
        var bytes = Encoding.UTF8.GetBytes(name);
        if (
            HostParser.TrySplit(bytes, out var length, out _)
            && length > 0
            && length == name.TrimEnd('.').Length
            && !(isWildcard && name[0] == '[')
        )
            return text.ToLowerInvariant().TrimEnd('.');
        problems.Error(
            field,
            $"{ObjectProblems.Shown(text)} is no host, so its paths are left out",
            "write a name such as a.example.com, or *.example.com for one label in place of the star"
        );
        return null;
    }
}
