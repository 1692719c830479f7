using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Http2;

/// <summary>
/// Makes a <see cref="RequestHead"/> of what the framework read from a header block: the fields are written as lines into one buffer, each
/// checked anew, so that what is matched and forwarded is as strict as from <see cref="RequestParser"/>, and the same bytes.
/// </summary>
internal sealed class RequestHeadReader(BufferPool buffers, RequestHead head)
{
    private const int MethodBytesMax = 64;

    private byte[] bytes = [];
    private int position;
    private int headBytesMax;
    private Framing framing = new();

    /// <summary>What the fields say about the body.</summary>
    public ref readonly Framing Framing => ref framing;

    /// <summary>End of the last line.</summary>
    public int FieldsEnd => position;

    /// <summary>The target is <c>*</c>.</summary>
    public bool IsAsterisk { get; private set; }

    /// <summary>Whether a WebSocket is asked for (RFC 8441 §5).</summary>
    public bool IsWebSocket { get; private set; }

    /// <summary>The Sec-WebSocket-Key that goes to the upstream.</summary>
    public Slice WebSocketKey { get; private set; }

    /// <summary>Reads a head; what is wrong with it, or null.</summary>
    public Rejection? Read(IFeatureCollection features, LimitsConfig limits)
    {
        if (bytes.Length == 0)
            bytes = buffers.RentHead();
        position = 0;
        headBytesMax = limits.HeadBytesMax;
        framing = new Framing();
        IsAsterisk = IsWebSocket = false;
        WebSocketKey = default;
        head.Reset(bytes);
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var wrong = ReadTarget(features, request, limits) ?? ReadFields(request, limits) ?? Finish();
        head.Move(bytes);
        return wrong;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        if (bytes.Length > 0)
            buffers.Return(bytes);
        bytes = [];
    }

    private Rejection? ReadTarget(IFeatureCollection features, IHttpRequestFeature request, LimitsConfig limits)
    {
        var method = request.Method;
        if (method == "CONNECT")
        {
            // RFC 8441 §4: the method that opens a tunnel to the target itself; nothing else may be opened through the edge.
            var connect = features.Get<IHttpExtendedConnectFeature>();
            IsWebSocket =
                connect is { IsExtendedConnect: true }
                && string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase);
            if (!IsWebSocket)
                return Rejection.Connect;
            method = "GET";
        }

        if (method.Length > MethodBytesMax)
            return Rejection.Method;
        var target = request.RawTarget;
        if (limits.TargetBytesMax > 0 && target.Length > limits.TargetBytesMax)
            return Rejection.TargetTooLong;
        if (!TryWrite(method, out var methodSlice) || !TryWrite(target, out var targetSlice))
            return Rejection.HeadTooLarge;
        head.Move(bytes);
        head.MethodSlice = methodSlice;
        head.TargetSlice = targetSlice;
        if (!Syntax.IsToken(head.Method))
            return Rejection.Method;
        if (request.Scheme is not ("http" or "https"))
            return Rejection.Scheme;
        if (head.Target.ContainsAny(Syntax.TargetEnd))
            return Rejection.Target;
        if (target != "*")
            return target is ['/', ..] ? RequestParser.ReadPathAndQuery(head, targetSlice) : Rejection.Target;
        head.SetPath(targetSlice);
        IsAsterisk = method == "OPTIONS";
        return IsAsterisk ? null : Rejection.Target;
    }

    private Rejection? ReadFields(IHttpRequestFeature request, LimitsConfig limits)
    {
        foreach (var (name, values) in request.Headers)
        {
            // RFC 9113 §8.2.3: cookies that were cut into several fields are one field again for what is not HTTP/2.
            var wrong =
                values.Count > 1 && name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
                    ? ReadField(name, string.Join("; ", values.ToArray()))
                    : null;
            if (wrong is not null)
                return wrong;
            if (values.Count > 1 && name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var value in values)
            {
                if ((wrong = ReadField(name, value ?? "")) is not null)
                    return wrong;
            }

            if (head.FieldCount > limits.HeaderCountMax)
                return Rejection.TooManyHeaders;
        }

        if (!IsWebSocket)
            return null;
        if (!TryWriteLine("Sec-WebSocket-Key", WebSocketHandshake.NewKey(), out var key))
            return Rejection.HeadTooLarge;
        WebSocketKey = key.Value;
        head.Add(key);
        return null;
    }

    private Rejection? ReadField(string name, string value)
    {
        if (!TryWriteLine(name, value, out var field))
            return Rejection.HeadTooLarge;
        var nameBytes = bytes.AsSpan(field.Name.Start, field.Name.Length);
        if (!Syntax.IsToken(nameBytes))
            return Rejection.HeaderName;

        // RFC 9113 §8.2.1: no white space at either end, and no control anywhere.
        var valueBytes = bytes.AsSpan(field.Value.Start, field.Value.Length);
        if (valueBytes.ContainsAny(Syntax.Controls) || Syntax.Trim(valueBytes).Length != valueBytes.Length)
            return Rejection.HeaderValue;
        switch (field.Known)
        {
            // RFC 9113 §8.2.2: what belongs to a connection of HTTP/1.1 has no place in HTTP/2.
            case KnownHeader.Connection:
            case KnownHeader.KeepAlive:
            case KnownHeader.ProxyConnection:
            case KnownHeader.TransferEncoding:
            case KnownHeader.Upgrade:
            case KnownHeader.Te when !Ascii.EqualsIgnoreCase(valueBytes, "trailers"u8):
                return Rejection.HeaderName;
        }

        if (IsWebSocket && name.Equals("Sec-WebSocket-Key", StringComparison.OrdinalIgnoreCase))
        {
            // RFC 8441 §5: not used in HTTP/2; the upstream gets one of the edge's.
            position = field.Name.Start;
            return null;
        }

        if (framing.Observe(in field, bytes) is { } wrong)
            return wrong;
        head.Add(field);
        return null;
    }

    private Rejection? Finish()
    {
        head.Move(bytes);
        if (framing.Check() is { } wrong)
            return wrong;
        if (framing.HostCount != 1 || framing.Host.Length == 0 || !HostParser.TrySetHost(head, framing.Host))
            return Rejection.Host;
        return IsWebSocket && framing.ContentLength > 0 ? Rejection.UpgradeWithBody : null;
    }

    private bool TryWriteLine(string name, string value, out HeaderField field)
    {
        field = default;
        if (!TryWrite(name, out var nameSlice) || !TryWrite(": ", out _) || !TryWrite(value, out var valueSlice))
            return false;
        if (!TryWrite("\r\n", out _))
            return false;
        field = new HeaderField(
            KnownHeaders.Identify(bytes.AsSpan(nameSlice.Start, nameSlice.Length)),
            nameSlice,
            valueSlice
        );
        return true;
    }

    /// <summary>Writes text byte for character, as the server read it; false when the head grows too large.</summary>
    private bool TryWrite(string text, out Slice slice)
    {
        slice = new Slice(position, text.Length);
        if (position + text.Length > headBytesMax)
            return false;
        if (position + text.Length > bytes.Length)
            Grow(position + text.Length);
        Encoding.Latin1.GetBytes(text, bytes.AsSpan(position));
        position += text.Length;
        return true;
    }

    private void Grow(int count)
    {
        var larger =
            count <= BufferPool.SmallBytes ? buffers.RentSmall()
            : count <= BufferPool.LargeBytes ? buffers.RentLarge()
            : new byte[count * 2];
        bytes.AsSpan(0, position).CopyTo(larger);
        buffers.Return(bytes);
        bytes = larger;
    }
}
