namespace Serinus.Proxy.Http2;

/// <summary>The nine bytes a frame begins with (RFC 9113 §4.1).</summary>
/// <param name="Kind">Its type.</param>
/// <param name="Length">Bytes of payload.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Stream">The stream it belongs to; 0 for the connection.</param>
/// <param name="ErrorCode">What RST_STREAM gives as its reason (RFC 9113 §7); 0 for other frames.</param>
internal readonly record struct FrameHead(FrameKind Kind, int Length, byte Flags, int Stream, Http2Error ErrorCode)
{
    /// <summary>ACK of SETTINGS and PING; END_STREAM of DATA and HEADERS.</summary>
    public bool IsAckOrEnd => (Flags & 1) != 0;

    /// <summary>END_HEADERS of HEADERS and CONTINUATION.</summary>
    public bool EndsHeaders => (Flags & 4) != 0;
}
