using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Split;

/// <summary>A compiled <see cref="ForceConfig"/>: what trusted clients ask for.</summary>
public sealed class Force
{
    private readonly byte[] header;
    private readonly byte[] cookie;
    private readonly byte[][] names;
    private readonly ForceRule[] rules;
    private readonly NetworkSet from;
    private readonly int canary;

    private Force(byte[] header, byte[] cookie, byte[][] names, ForceRule[] rules, NetworkSet from, int canary)
    {
        this.canary = canary;
        this.rules = rules;
        this.header = header;
        this.cookie = cookie;
        this.names = names;
        this.from = from;
    }

    /// <summary>Name of the header, in lower case; empty when there is none. It is to be removed from requests of clients that are not trusted.</summary>
    public ReadOnlySpan<byte> HeaderName => header;

    /// <summary>Name of the cookie; empty when there is none.</summary>
    public ReadOnlySpan<byte> CookieName => cookie;

    /// <summary>Compiles the force of a route.</summary>
    /// <param name="config">What was asked for; its networks have been checked.</param>
    /// <param name="backends">Names of the route's backends.</param>
    /// <param name="canary">Index of the backend that <c>always</c> asks for.</param>
    public static Force Create(ForceConfig config, ImmutableArray<string> backends, int canary = 1)
    {
        var parsed = NetworkSet.TryParse(config.From, out var from, out _);
        Debug.Assert(parsed, "Networks are checked before they are compiled.");
        return new Force(
            Encoding.ASCII.GetBytes(config.Header?.ToLowerInvariant() ?? ""),
            Encoding.ASCII.GetBytes(config.Cookie ?? ""),
            [.. backends.Select(Encoding.UTF8.GetBytes)],
            [.. config.Rules.Select(rule => new ForceRule(rule, backends.IndexOf(rule.Backend)))],
            from,
            canary
        );
    }

    /// <summary>Whether a client may choose.</summary>
    /// <param name="client">Its address.</param>
    public bool Trusts(ClientAddress client) => from.Contains(client);

    /// <summary>Whether the request asks for a backend, by a client that may or one that may not.</summary>
    /// <param name="head">The request.</param>
    /// <param name="wish">What it asks for, as received: the header's value, else the cookie's.</param>
    public bool TryReadWish(RequestHead head, out ReadOnlySpan<byte> wish)
    {
        wish = default;
        return (header.Length > 0 && head.TryGet(header, out wish))
            || (cookie.Length > 0 && Cookies.Find(head, cookie, out wish) > 0);
    }

    /// <summary>Index of the backend a trusted client asks for; -1 when it asks for none, for one that does not exist, or may not ask.</summary>
    /// <param name="head">The request.</param>
    public int Choose(RequestHead head)
    {
        if (!Trusts(head.Client))
            return -1;
        var chosen = -1;
        if (header.Length > 0 && head.TryGet(header, out var wish))
            chosen = IndexOf(wish);
        if (chosen < 0 && cookie.Length > 0 && Cookies.Find(head, cookie, out wish) > 0)
            chosen = IndexOf(wish);
        return chosen < 0 && FirstThatHolds(head) is { } rule ? rule.Backend : chosen;
    }

    /// <summary>The first rule whose header or cookie the request has, sent by a client that may or one that may not.</summary>
    /// <param name="head">The request.</param>
    internal ForceRule? FirstThatHolds(RequestHead head)
    {
        foreach (var rule in rules)
        {
            if (rule.Holds(head))
                return rule;
        }

        return null;
    }

    private int IndexOf(ReadOnlySpan<byte> wish)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (wish.SequenceEqual(names[i]))
                return i;
        }

        if (wish.SequenceEqual("never"u8))
            return 0;
        return names.Length > canary && wish.SequenceEqual("always"u8) ? canary : -1;
    }
}
