using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Split;

/// <summary>A compiled <see cref="SessionConfig"/>: which endpoint of a service a client's cookie names, and the cookie that names one.</summary>
public sealed class Session
{
    private const int TagLength = 16;
    private const int AddressBytesMax = 512;

    private readonly byte[] name;
    private readonly byte[] attributes;
    private readonly ulong key0;
    private readonly ulong key1;
    private readonly ulong[] tags;
    private readonly int[] places;

    private Session(SessionConfig config, string service, ImmutableArray<Endpoint> endpoints, ReadOnlySpan<byte> key)
    {
        CookieName = config.Cookie ?? DefaultCookieName(service);
        name = Encoding.ASCII.GetBytes(CookieName);
        var age = (long)config.CookieMaxAge.TotalSeconds;
        var lasting = age > 0 ? string.Create(CultureInfo.InvariantCulture, $"; Max-Age={age}") : "";
        attributes = Encoding.ASCII.GetBytes($"; Path=/; HttpOnly; SameSite=Lax{lasting}");
        key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
        tags = [.. endpoints.Select(endpoint => TagOf(endpoint.Address))];
        places = [.. Enumerable.Range(0, tags.Length)];
        Array.Sort(tags, places);
    }

    /// <summary>Name of the cookie.</summary>
    public string CookieName { get; }

    /// <summary>Room <see cref="WriteSetCookie"/> needs, in bytes.</summary>
    public int SetCookieBytesMax => name.Length + 1 + TagLength + attributes.Length + Secure.Length;

    private static ReadOnlySpan<byte> Secure => "; Secure"u8;

    /// <summary>Compiles the session of a service.</summary>
    /// <param name="config">What was asked for.</param>
    /// <param name="service">Name of the service.</param>
    /// <param name="endpoints">Its endpoints.</param>
    /// <param name="signingKey">Keys the hash of addresses; 32 bytes or more.</param>
    public static Session Create(
        SessionConfig config,
        string service,
        ImmutableArray<Endpoint> endpoints,
        ReadOnlySpan<byte> signingKey
    )
    {
        // A key of its own for each service: a cookie of another service, or of another use of the signing key, never fits.
        var key = HMACSHA256.HashData(signingKey, [.. "serinus.session.1\0"u8, .. Encoding.UTF8.GetBytes(service)]);
        return new Session(config, service, endpoints, key);
    }

    /// <summary>Name of the cookie of a service that gives none: <c>serinus-session-</c> and a short hash of the service's name.</summary>
    public static string DefaultCookieName(string service) =>
        "serinus-session-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(service)).AsSpan(0, 4));

    /// <summary>Index of the endpoint that a request's cookie names; -1 when it has no such cookie, two, or one that names none of the service's.</summary>
    /// <param name="head">The request.</param>
    public int Find(RequestHead head)
    {
        var place = TryReadCookie(head, out var tag) ? Array.BinarySearch(tags, tag) : -1;
        return place < 0 ? -1 : places[place];
    }

    /// <summary>Whether a request's cookie names an endpoint.</summary>
    /// <param name="head">The request.</param>
    /// <param name="address">Address of the endpoint.</param>
    public bool IsNamed(RequestHead head, string address) => TryReadCookie(head, out var tag) && tag == TagOf(address);

    /// <summary>Writes the value of a <c>Set-Cookie</c> field that names an endpoint, and returns its length.</summary>
    /// <param name="address">Address of the endpoint.</param>
    /// <param name="secure">Whether the client asked over TLS; the cookie is then sent back over TLS only.</param>
    /// <param name="destination">At least <see cref="SetCookieBytesMax"/> bytes.</param>
    public int WriteSetCookie(string address, bool secure, Span<byte> destination)
    {
        name.CopyTo(destination);
        var length = name.Length;
        destination[length++] = (byte)'=';
        Utf8Formatter.TryFormat(TagOf(address), destination[length..], out var written, new('x', TagLength));
        length += written;
        attributes.CopyTo(destination[length..]);
        length += attributes.Length;
        if (!secure)
            return length;
        Secure.CopyTo(destination[length..]);
        return length + Secure.Length;
    }

    private bool TryReadCookie(RequestHead head, out ulong tag)
    {
        tag = 0;
        return Cookies.Find(head, name, out var value) == 1
            && value.Length == TagLength
            && Utf8Parser.TryParse(value, out tag, out var read, 'x')
            && read == TagLength;
    }

    /// <summary>The address itself tells how the network behind the edge is laid out; its keyed hash tells nothing, and cannot be made up.</summary>
    private ulong TagOf(string address)
    {
        Span<byte> bytes = stackalloc byte[AddressBytesMax];
        return SipHash.Compute(key0, key1, bytes[..Encoding.UTF8.GetBytes(address, bytes)]);
    }
}
