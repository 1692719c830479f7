using System.Text;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Explain;

/// <summary>Whether a filter answers a request itself, so that no backend is asked.</summary>
internal static class FilterAnswer
{
    /// <summary>What a filter makes of a request, in words where that depends on the request; null when it lets it pass.</summary>
    public static string? Of(FilterConfig filter, RequestHead head) =>
        filter switch
        {
            { Allow: { } allow } => NetworkSet.TryParse(allow.From, out var networks, out _)
            && networks.Contains(head.Client)
                ? null
                : $"client {head.Client} is answered 403",
            { Redirect: { Regex: { } regex } redirect } => OfPattern(regex, redirect.Replacement ?? "", head),
            _ => FilterChecks.Answers(filter) ? "" : null,
        };

    private static string? OfPattern(string regex, string replacement, RequestHead head)
    {
        var url = AskedUrl.Of(head, head.IsHttps, Authority(head));
        return
            PatternReplacement.TryCompile(regex, replacement, out var compiled, out _)
            && compiled.TryReplace(url, int.MaxValue, out var target)
            && target != url
            ? $"{url} becomes {ValueChecks.Printable(target)}"
            : null;
    }

    private static byte[] Authority(RequestHead head) =>
        head.HostPort > 0 ? [.. head.Host, .. Encoding.ASCII.GetBytes($":{head.HostPort}")] : head.Host.ToArray();
}
