using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Serinus.Routing.Match;

/// <summary>A set of networks such as <c>10.0.0.0/8</c> and <c>fd00::/8</c>; a single address is a network of its own.</summary>
public sealed class NetworkSet
{
    private readonly (UInt128 Prefix, UInt128 Mask)[] networks;

    private NetworkSet((UInt128, UInt128)[] networks) => this.networks = networks;

    /// <summary>The set nobody is in.</summary>
    public static NetworkSet Nobody { get; } = new([]);

    /// <summary>Whether nobody is in it.</summary>
    public bool IsEmpty => networks.Length == 0;

    /// <summary>Reads networks; on failure <paramref name="bad"/> is the index of the first that is none.</summary>
    public static bool TryParse(ImmutableArray<string> texts, out NetworkSet set, out int bad)
    {
        var networks = new (UInt128, UInt128)[texts.Length];
        for (bad = 0; bad < texts.Length; bad++)
        {
            if (!TryParse(texts[bad], out networks[bad]))
            {
                set = Nobody;
                return false;
            }
        }

        bad = -1;
        set = texts.Length == 0 ? Nobody : new NetworkSet(networks);
        return true;
    }

    /// <summary>Whether an address is in one of the networks.</summary>
    public bool Contains(ClientAddress address)
    {
        foreach (var (prefix, mask) in networks)
        {
            if ((address.Bits & mask) == prefix)
                return true;
        }

        return false;
    }

    private static bool TryParse(string text, out (UInt128 Prefix, UInt128 Mask) network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
            return false;
        var isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        var bits = isIPv4 ? 32 : 128;
        if (
            slash >= 0
            && (
                !int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out bits)
                || bits > (isIPv4 ? 32 : 128)
            )
        )
            return false;
        if (isIPv4)
            bits += 96;
        var mask = bits == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - bits);
        network = (ClientAddress.From(address).Bits & mask, mask);
        return true;
    }
}
