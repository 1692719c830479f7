using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Serinus.Proxy.Upstreams;

namespace Serinus.Delivery;

/// <summary>Stands for a version where nobody writes one down: where a backend is served, whatever the order, and however it is checked and balanced.</summary>
internal static class ServiceFingerprint
{
    private const int Bytes = 4;

    /// <summary>Eight hex digits; empty for no services.</summary>
    public static string Of(ImmutableArray<LiveService> services)
    {
        if (services.IsEmpty)
            return "";
        var lines = services
            .SelectMany(live =>
                live.Service.Config.Endpoints.Select(endpoint => $"{live.Service.Name} {endpoint.Address}\n")
            )
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))).AsSpan(0, Bytes));
    }
}
