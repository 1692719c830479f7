using System.Net;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Reads the address of an endpoint.</summary>
internal static class EndpointParser
{
    /// <summary>Reads <c>scheme://host:port</c>; on failure says what is wrong and the cure.</summary>
    public static bool TryParse(EndpointConfig config, out Endpoint endpoint, out string message, out string cure)
    {
        endpoint = null!;
        (message, cure) = ("", "");
        var text = config.Address;
        var shown = $"\"{ValueChecks.Printable(text)}\"";
        if (!EndpointSchemes.TryFind(text, out var scheme))
        {
            message = text.Contains("://", StringComparison.Ordinal)
                ? $"{shown} has a scheme that is not supported"
                : $"{shown} has no scheme";
            cure = $"begin it with {EndpointSchemes.Listed}";
            return false;
        }

        var authority = text[scheme.Prefix.Length..];
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            (message, cure) = ($"{shown} holds user information", "remove what stands before the @");
            return false;
        }

        if (authority.IndexOfAny(['/', '?', '#']) >= 0)
        {
            (message, cure) = (
                $"{shown} holds more than host and port",
                "end it after the port; a rewrite filter of a route of requests changes paths"
            );
            return false;
        }

        return TryParseAuthority(scheme, authority, config.Draining, out endpoint, out message, out cure);
    }

    private static bool TryParseAuthority(
        EndpointSchemes.Row scheme,
        string authority,
        bool draining,
        out Endpoint endpoint,
        out string message,
        out string cure
    )
    {
        endpoint = null!;
        cure = $"write {scheme.Prefix}host:port with an IP address or a name and a port of 1 to 65535";
        message = $"\"{ValueChecks.Printable(authority)}\" is no host with optional port";
        var bytes = Encoding.UTF8.GetBytes(authority);
        if (!HostParser.TrySplit(bytes, out var length, out var port) || length == 0)
            return false;
        var hasPort = authority[length..].Contains(':', StringComparison.Ordinal) && !authority.EndsWith(':');
        if (hasPort && port == 0)
        {
            message = "nothing can be reached on port 0";
            return false;
        }

        if (!hasPort && scheme.DefaultPort == 0)
        {
            message = $"{ValueChecks.Printable(authority)} has no port, and {scheme.Prefix} has no usual one";
            return false;
        }

        port = hasPort ? port : scheme.DefaultPort;
        var host = authority[..length].ToLowerInvariant();
        if (host[0] == '[')
        {
            host = IPAddress.Parse(host[1..^1]).ToString();
            endpoint = Make($"[{host}]");
            return true;
        }

        // 10.0.0.300 or 010.0.0.1 is a mistyped address, not a name to look up.
        if (host.All(c => char.IsAsciiDigit(c) || c == '.') && !ClientAddress.TryParse(bytes.AsSpan(0, length), out _))
        {
            message = $"{host} is no IPv4 address";
            return false;
        }

        endpoint = Make(host);
        return true;

        Endpoint Make(string written) =>
            new($"{scheme.Prefix}{written}:{port}", host, port, draining) { Scheme = scheme.Scheme };
    }
}
