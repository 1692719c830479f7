using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>
/// Reads a request head (RFC 9112 §3 to §5) into a <see cref="RequestHead"/>, as far as whole lines have come, and goes on from there when
/// more has. Strict: what it accepts has one meaning. One parser per connection, reused.
/// </summary>
internal sealed class RequestParser
{
    private const int MethodBytesMax = 64;

    private int start;
    private int position;
    private bool hasRequestLine;
    private bool skippedEmptyLine;
    private bool expectationFailed;
    private Framing framing;

    /// <summary>Where the body begins.</summary>
    public int End => position;

    /// <summary>What the fields say about body and connection.</summary>
    public ref readonly Framing Framing => ref framing;

    /// <summary>Minor version: 0 or 1.</summary>
    public int MinorVersion { get; private set; }

    /// <summary>The target is <c>*</c>.</summary>
    public bool IsAsterisk { get; private set; }

    /// <summary>The authority of an absolute-form target, which stands in place of Host; empty otherwise.</summary>
    public Slice Authority { get; private set; }

    /// <summary>Set when parsing ends in <see cref="ParseStatus.Rejected"/>.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>Begins a new head at <paramref name="at"/>.</summary>
    public void Reset(int at)
    {
        start = position = at;
        hasRequestLine = skippedEmptyLine = expectationFailed = IsAsterisk = false;
        Authority = default;
        MinorVersion = 1;
        Rejection = null;
        framing = new Framing();
    }

    /// <summary>Reads on. <paramref name="bytes"/> holds all that came, from the buffer's beginning.</summary>
    public ParseStatus Parse(ReadOnlySpan<byte> bytes, RequestHead head, LimitsConfig limits)
    {
        if (!hasRequestLine)
        {
            var status = ParseRequestLine(bytes, head, limits);
            if (status != ParseStatus.Done)
                return status;
        }

        while (true)
        {
            var status = FieldLine.Read(bytes, ref position, out var field, out var isEnd, out var rejection);
            if (status == ParseStatus.Rejected)
                return Reject(rejection!);
            if ((status == ParseStatus.NeedMore ? bytes.Length : position) - start > limits.HeadBytesMax)
                return Reject(Rejection.HeadTooLarge);
            if (status == ParseStatus.NeedMore)
                return status;
            if (isEnd)
                return Finish(bytes, head);
            if (head.FieldCount >= limits.HeaderCountMax)
                return Reject(Rejection.TooManyHeaders);
            var wrong = framing.Observe(in field, bytes);

            // RFC 9110 §10.1.1: an expectation of an HTTP/1.0 client is ignored, and the version rules over the order of fields.
            if (wrong == Rejection.Expectation)
                expectationFailed = true;
            else if (wrong is not null)
                return Reject(wrong);
            head.Add(field);
        }
    }

    private ParseStatus ParseRequestLine(ReadOnlySpan<byte> bytes, RequestHead head, LimitsConfig limits)
    {
        var line = bytes[position..];
        if (!skippedEmptyLine && line.Length > 0 && line[0] == '\r')
        {
            // RFC 9112 §2.2: one empty line before the request line is ignored.
            if (line.Length < 2)
                return ParseStatus.NeedMore;
            if (line[1] != '\n')
                return Reject(Rejection.RequestLine);
            skippedEmptyLine = true;
            position += 2;
            line = bytes[position..];
        }

        var method = line[..Math.Min(line.Length, MethodBytesMax + 1)].IndexOfAnyExcept(Syntax.Token);
        if (method < 0)
            return line.Length > MethodBytesMax ? Reject(Rejection.Method) : ParseStatus.NeedMore;
        if (method == 0 || line[method] != ' ')
            return Reject(method == 0 ? Rejection.RequestLine : Rejection.Method);

        var targetStart = method + 1;
        var target = line[targetStart..].IndexOfAny(Syntax.TargetEnd);
        if (limits.TargetBytesMax > 0 && (target < 0 ? line.Length - targetStart : target) > limits.TargetBytesMax)
            return Reject(Rejection.TargetTooLong);
        if (target < 0)
            return ParseStatus.NeedMore;
        if (target == 0 || line[targetStart + target] != ' ')
            return Reject(Rejection.RequestLine);

        var versionStart = targetStart + target + 1;
        var version = line[versionStart..];
        if (version.Length < 10)
            return IsVersionSoFar(version) ? ParseStatus.NeedMore : Reject(Rejection.RequestLine);
        if (!version.StartsWith("HTTP/"u8) || version[8] != '\r' || version[9] != '\n')
            return Reject(Rejection.RequestLine);
        if (!char.IsAsciiDigit((char)version[5]) || version[6] != '.' || !char.IsAsciiDigit((char)version[7]))
            return Reject(Rejection.RequestLine);
        if (version[5] != '1' || version[7] > '1')
            return Reject(Rejection.Version);

        MinorVersion = version[7] - '0';
        head.MethodSlice = new Slice(position, method);
        head.TargetSlice = new Slice(position + targetStart, target);
        position += versionStart + 10;
        hasRequestLine = true;
        return ParseTarget(head) is { } wrong ? Reject(wrong) : ParseStatus.Done;
    }

    private static bool IsVersionSoFar(ReadOnlySpan<byte> version) =>
        version.Length <= 5 ? "HTTP/"u8.StartsWith(version) : version.StartsWith("HTTP/"u8);

    /// <summary>RFC 9112 §3.2: origin-form, absolute-form, authority-form for CONNECT only, asterisk-form for OPTIONS only.</summary>
    private Rejection? ParseTarget(RequestHead head)
    {
        var target = head.TargetSlice;
        var bytes = head.Target;
        if (head.Method.SequenceEqual("CONNECT"u8))
            return Rejection.Connect;
        if (bytes[0] == '*')
        {
            IsAsterisk = bytes.Length == 1 && head.Method.SequenceEqual("OPTIONS"u8);
            head.SetPath(target);
            return IsAsterisk ? null : Rejection.Target;
        }

        if (bytes[0] != '/')
        {
            var schemeLength = SchemeLength(bytes);
            if (schemeLength == 0)
                return Rejection.Target;
            var rest = bytes[schemeLength..];
            var authority = rest.IndexOfAny("/?"u8);
            if (authority < 0)
                authority = rest.Length;
            if (authority == 0)
                return Rejection.Target;
            Authority = new Slice(target.Start + schemeLength, authority);
            target = new Slice(Authority.End, rest.Length - authority);
        }

        return ReadPathAndQuery(head, target);
    }

    /// <summary>Takes path and query from where they stand in the head's bytes; what is wrong with them, or null.</summary>
    internal static Rejection? ReadPathAndQuery(RequestHead head, Slice target)
    {
        var bytes = head.Span(target);
        if (bytes.IndexOf((byte)'#') >= 0)
            return Rejection.Target;
        var question = bytes.IndexOf((byte)'?');
        if (question >= 0)
        {
            head.HasQuery = true;
            head.QuerySlice = new Slice(target.Start + question + 1, bytes.Length - question - 1);
            if (!PathNormalizer.IsValidQuery(head.Query))
                return Rejection.Target;
            target = new Slice(target.Start, question);
        }

        if (target.Length == 0)
        {
            // RFC 9110 §4.2.3: an absolute-form target without a path means "/".
            head.RewritePath(1)[0] = (byte)'/';
            return null;
        }

        return PathNormalizer.TryNormalize(head, target) ? null : Rejection.Target;
    }

    private static int SchemeLength(ReadOnlySpan<byte> target)
    {
        if (target.Length > 7 && System.Text.Ascii.EqualsIgnoreCase(target[..7], "http://"u8))
            return 7;
        return target.Length > 8 && System.Text.Ascii.EqualsIgnoreCase(target[..8], "https://"u8) ? 8 : 0;
    }

    private ParseStatus Finish(ReadOnlySpan<byte> bytes, RequestHead head)
    {
        if (framing.Check() is { } wrong)
            return Reject(wrong);
        if (framing.IsChunked && MinorVersion == 0)
            return Reject(Rejection.TransferEncoding);
        if (framing.HostCount > 1 || (framing.HostCount == 0 && MinorVersion == 1))
            return Reject(Rejection.Host);
        if (framing.HostCount == 1 && !HostParser.TrySetHost(head, framing.Host))
            return Reject(Rejection.Host);

        // RFC 9112 §3.2.2: the authority of an absolute-form target replaces Host.
        if (Authority.Length > 0 && !HostParser.TrySetHost(head, Authority))
            return Reject(Rejection.Host);
        if (head.Host.IsEmpty && framing.HostCount == 1)
            return Reject(Rejection.Host);
        if (expectationFailed && MinorVersion == 1)
            return Reject(Rejection.Expectation);
        if (framing.UpgradeOption && framing.UpgradeCount > 0 && (framing.IsChunked || framing.ContentLength > 0))
            return Reject(Rejection.UpgradeWithBody);
        return ParseStatus.Done;
    }

    private ParseStatus Reject(Rejection why)
    {
        Rejection = why;
        return ParseStatus.Rejected;
    }
}
