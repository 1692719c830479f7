using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Split;

/// <summary>A compiled <see cref="CohortConfig"/>: finds a user's bucket, reads and writes the signed cookie.</summary>
public sealed class Cohort
{
    private readonly CohortKey by;
    private readonly byte[] keyName;
    private readonly ulong hashKey0;
    private readonly ulong hashKey1;
    private readonly CohortCookie cookie;

    private Cohort(CohortConfig config, byte[] keyName, UInt128 hashKey, CohortCookie cookie)
    {
        by = config.By;
        this.keyName = keyName;
        hashKey0 = (ulong)(hashKey >> 64);
        hashKey1 = (ulong)hashKey;
        this.cookie = cookie;
        Policy = config.Policy;
        CookieName = cookie.Name;
    }

    /// <summary>What becomes of remembered users when weights change.</summary>
    public CohortPolicy Policy { get; }

    /// <summary>Name of the signed cookie.</summary>
    public string CookieName { get; }

    /// <summary>Room <see cref="WriteSetCookie"/> needs, in bytes.</summary>
    public int SetCookieBytesMax => cookie.SetCookieBytesMax;

    /// <summary>Compiles the cohort of a route.</summary>
    /// <param name="config">What was asked for.</param>
    /// <param name="route">Name of the route.</param>
    /// <param name="backends">Names of its backends.</param>
    /// <param name="signingKey">Signs cookies; 32 bytes or more.</param>
    public static Cohort Create(
        CohortConfig config,
        string route,
        ImmutableArray<string> backends,
        ReadOnlySpan<byte> signingKey
    )
    {
        var salt = Encoding.UTF8.GetBytes(config.Salt ?? route);
        var keyName = config.Name ?? "";
        if (config.By == CohortKey.Header)
            keyName = keyName.ToLowerInvariant();
        var name = config.Cookie ?? DefaultCookieName(route);
        var hashKey = SHA256.HashData(salt);
        var cookie = new CohortCookie(name, config.CookieMaxAge, backends, salt, signingKey);
        return new Cohort(
            config,
            Encoding.UTF8.GetBytes(keyName),
            BinaryPrimitives.ReadUInt128BigEndian(hashKey),
            cookie
        );
    }

    /// <summary>Name of the signed cookie of a route that gives none: <c>serinus-</c> and a short hash of the route's name.</summary>
    public static string DefaultCookieName(string route) =>
        "serinus-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(route)).AsSpan(0, 4));

    /// <summary>
    /// Reads the signed cookie. One that is malformed, not signed by us for this route's salt, or there twice counts as none.
    /// </summary>
    /// <param name="head">The request.</param>
    /// <param name="bucket">The remembered user's bucket.</param>
    /// <param name="backend">Index of the remembered backend, or -1 when it is listed no more.</param>
    public bool TryReadCookie(RequestHead head, out int bucket, out int backend) =>
        cookie.TryRead(head, out bucket, out backend);

    /// <summary>Bucket of the user by the hash of the configured key; -1 when the request has no key.</summary>
    /// <param name="head">The request.</param>
    public int BucketOfKey(RequestHead head)
    {
        ReadOnlySpan<byte> key = default;
        switch (by)
        {
            case CohortKey.Cookie when keyName.Length > 0:
                Cookies.Find(head, keyName, out key);
                break;
            case CohortKey.Header:
                head.TryGet(keyName, out key);
                break;
            case CohortKey.ClientIp:
                Span<byte> address = stackalloc byte[16];
                BinaryPrimitives.WriteUInt128BigEndian(address, head.Client.Bits);
                return BucketOf(address);
        }

        return key.IsEmpty ? -1 : BucketOf(key);
    }

    /// <summary>Bucket of a key. The hash alone decides, so every replica finds the same.</summary>
    /// <param name="key">What identifies the user.</param>
    public int BucketOf(ReadOnlySpan<byte> key) =>
        (int)Math.BigMul(SipHash.Compute(hashKey0, hashKey1, key), (ulong)BackendSplit.Buckets, out _);

    /// <summary>Writes the value of a <c>Set-Cookie</c> field that remembers a user, and returns its length.</summary>
    /// <param name="choice">A choice with a bucket and a backend.</param>
    /// <param name="secure">Whether the client spoke TLS; the cookie is then sent back over TLS only.</param>
    /// <param name="destination">At least <see cref="SetCookieBytesMax"/> bytes.</param>
    public int WriteSetCookie(Choice choice, bool secure, Span<byte> destination)
    {
        Debug.Assert(choice is { Bucket: >= 0, Backend: >= 0 }, "Only a choice with a bucket is remembered.");
        return cookie.WriteSetCookie(choice.Bucket, choice.Backend, secure, destination);
    }
}
