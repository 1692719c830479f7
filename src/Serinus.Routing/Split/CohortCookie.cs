using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Routing.Split;

/// <summary>
/// The signed cookie of a cohort: <c>1.bucket.tag.mac</c>. The tag is a short hash of the backend's name, so that it outlives a new order
/// of backends; the mac is HMAC-SHA256 over all before it, cut to 128 bits (RFC 2104 §5), under a key made of signing key and salt.
/// </summary>
internal sealed class CohortCookie
{
    private const int TagBytes = 6;
    private const int TagLength = 8;
    private const int MacBytes = 16;
    private const int MacLength = 22;
    private const int BucketDigitsMax = 6;
    private const int ValueLengthMax = 2 + BucketDigitsMax + 1 + TagLength + 1 + MacLength;

    private readonly byte[] name;
    private readonly byte[] attributes;
    private readonly byte[] macKey;
    private readonly byte[][] tags;

    public CohortCookie(
        string name,
        TimeSpan maxAge,
        ImmutableArray<string> backends,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> signingKey
    )
    {
        Name = name;
        this.name = Encoding.ASCII.GetBytes(name);
        var age = (long)maxAge.TotalSeconds;
        var lasting = age > 0 ? string.Create(CultureInfo.InvariantCulture, $"; Max-Age={age}") : "";
        attributes = Encoding.ASCII.GetBytes($"; Path=/; HttpOnly; SameSite=Lax{lasting}");
        // A key of its own for each salt: a cookie of another route, or of another use of the signing key, never fits.
        macKey = HMACSHA256.HashData(signingKey, [.. "serinus.cohort.1\0"u8, .. salt]);
        tags = [.. backends.Select(Tag)];
    }

    public string Name { get; }

    public int SetCookieBytesMax => name.Length + 1 + ValueLengthMax + attributes.Length + Secure.Length;

    private static ReadOnlySpan<byte> Secure => "; Secure"u8;

    public bool TryRead(RequestHead head, out int bucket, out int backend)
    {
        bucket = backend = -1;
        if (Cookies.Find(head, name, out var value) != 1 || value.Length > ValueLengthMax)
            return false;
        if (!value.StartsWith("1."u8) || !Utf8Parser.TryParse(value[2..], out uint number, out var digits))
            return false;
        // What we write is the only form there is: no leading zero, no sign, one number below the count of buckets.
        if (number >= BackendSplit.Buckets || digits > BucketDigitsMax || (value[2] == '0' && digits > 1))
            return false;
        var signed = 2 + digits + 1 + TagLength;
        if (value.Length != signed + 1 + MacLength || value[2 + digits] != '.' || value[signed] != '.')
            return false;
        Span<byte> mac = stackalloc byte[MacLength];
        WriteMac(value[..signed], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, value[(signed + 1)..]))
            return false;
        bucket = (int)number;
        backend = IndexOf(value.Slice(signed - TagLength, TagLength));
        return true;
    }

    public int WriteSetCookie(int bucket, int backend, bool secure, Span<byte> destination)
    {
        var length = Append(destination, 0, name);
        destination[length++] = (byte)'=';
        var value = length;
        length = Append(destination, length, "1."u8);
        Utf8Formatter.TryFormat(bucket, destination[length..], out var digits);
        length += digits;
        destination[length++] = (byte)'.';
        length = Append(destination, length, tags[backend]);
        WriteMac(destination[value..length], destination.Slice(length + 1, MacLength));
        destination[length] = (byte)'.';
        length = Append(destination, length + 1 + MacLength, attributes);
        return secure ? Append(destination, length, Secure) : length;
    }

    private int IndexOf(ReadOnlySpan<byte> tag)
    {
        for (var i = 0; i < tags.Length; i++)
        {
            if (tag.SequenceEqual(tags[i]))
                return i;
        }

        return -1;
    }

    private void WriteMac(ReadOnlySpan<byte> signed, Span<byte> destination)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(macKey, signed, mac);
        Base64Url.EncodeToUtf8(mac[..MacBytes], destination);
    }

    private static byte[] Tag(string backend) =>
        Base64Url.EncodeToUtf8(SHA256.HashData(Encoding.UTF8.GetBytes(backend)).AsSpan(0, TagBytes));

    private static int Append(Span<byte> destination, int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(destination[length..]);
        return length + text.Length;
    }
}
