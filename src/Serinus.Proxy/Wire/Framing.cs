using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>What the fields of a head say about the connection and where the body ends (RFC 9112 §6 and §9), gathered field by field.</summary>
internal struct Framing
{
    private bool hasTransferEncoding;

    public Framing() { }

    /// <summary>Value of Content-Length; -1 when there is none.</summary>
    public long ContentLength { get; private set; } = -1;

    /// <summary>Whether the body is chunked.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>Connection has the option <c>close</c>.</summary>
    public bool Close { get; private set; }

    /// <summary>Connection has the option <c>keep-alive</c>.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Connection has the option <c>upgrade</c>.</summary>
    public bool UpgradeOption { get; private set; }

    /// <summary>Connection names fields that are for this hop only.</summary>
    public bool HasNominated { get; private set; }

    /// <summary>Value of Upgrade.</summary>
    public Slice Upgrade { get; private set; }

    /// <summary>Number of Upgrade fields.</summary>
    public int UpgradeCount { get; private set; }

    /// <summary>Value of Host.</summary>
    public Slice Host { get; private set; }

    /// <summary>Number of Host fields.</summary>
    public int HostCount { get; private set; }

    /// <summary>Expect is <c>100-continue</c>.</summary>
    public bool ExpectContinue { get; private set; }

    /// <summary>Whether there is a Date field.</summary>
    public bool HasDate { get; private set; }

    /// <summary>Takes note of a field; what is wrong with it, or null.</summary>
    public Rejection? Observe(in HeaderField field, ReadOnlySpan<byte> bytes)
    {
        var value = bytes.Slice(field.Value.Start, field.Value.Length);
        switch (field.Known)
        {
            case KnownHeader.Host:
                Host = field.Value;
                HostCount++;
                return null;
            case KnownHeader.ContentLength:
                return ObserveLength(value);
            case KnownHeader.TransferEncoding:
                return ObserveEncoding(value);
            case KnownHeader.Connection:
                return ObserveConnection(value);
            case KnownHeader.Upgrade:
                Upgrade = field.Value;
                UpgradeCount++;
                return null;
            case KnownHeader.Expect:
                if (ExpectContinue || !Ascii.EqualsIgnoreCase(value, "100-continue"u8))
                    return Rejection.Expectation;
                ExpectContinue = true;
                return null;
            case KnownHeader.Date:
                HasDate = true;
                return null;
            default:
                return null;
        }
    }

    /// <summary>What is wrong with the fields together, or null.</summary>
    public readonly Rejection? Check() =>
        hasTransferEncoding && ContentLength >= 0 ? Rejection.LengthAndEncoding : null;

    private Rejection? ObserveLength(ReadOnlySpan<byte> value)
    {
        // RFC 9112 §6.3: one valid value. Equal values repeated could be collapsed; refusing them is as allowed and safer.
        if (ContentLength >= 0 || value.Length is 0 or > 18)
            return Rejection.ContentLength;
        long length = 0;
        foreach (var digit in value)
        {
            if (!char.IsAsciiDigit((char)digit))
                return Rejection.ContentLength;
            length = length * 10 + (digit - '0');
        }

        ContentLength = length;
        return null;
    }

    private Rejection? ObserveEncoding(ReadOnlySpan<byte> value)
    {
        if (hasTransferEncoding)
            return Rejection.TransferEncoding;
        hasTransferEncoding = true;
        if (Ascii.EqualsIgnoreCase(value, "chunked"u8))
        {
            IsChunked = true;
            return null;
        }

        // RFC 9112 §6.1: a coding we do not know, with chunked last, is 501; anything whose end cannot be told is 400.
        var comma = value.LastIndexOf((byte)',');
        return
            comma > 0
            && Ascii.EqualsIgnoreCase(Syntax.Trim(value[(comma + 1)..]), "chunked"u8)
            && OnlyOtherCodings(value[..comma])
            ? Rejection.TransferCoding
            : Rejection.TransferEncoding;
    }

    private static bool OnlyOtherCodings(ReadOnlySpan<byte> list)
    {
        foreach (var part in list.Split((byte)','))
        {
            var coding = Syntax.Trim(list[part]);
            if (!Syntax.IsToken(coding) || Ascii.EqualsIgnoreCase(coding, "chunked"u8))
                return false;
        }

        return true;
    }

    private Rejection? ObserveConnection(ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(value, "keep-alive"u8))
        {
            KeepAlive = true;
            return null;
        }

        foreach (var part in value.Split((byte)','))
        {
            var option = Syntax.Trim(value[part]);
            if (option.IsEmpty)
                continue;
            if (!Syntax.IsToken(option))
                return Rejection.HeaderValue;
            if (Ascii.EqualsIgnoreCase(option, "close"u8))
                Close = true;
            else if (Ascii.EqualsIgnoreCase(option, "keep-alive"u8))
                KeepAlive = true;
            else if (Ascii.EqualsIgnoreCase(option, "upgrade"u8))
                UpgradeOption = true;
            else
                HasNominated = true;
        }

        return null;
    }
}
