namespace Serinus.Proxy.Http2;

/// <summary>Error codes of RST_STREAM and GOAWAY (RFC 9113 §7) that the edge tells apart.</summary>
internal enum Http2Error
{
    NoError = 0,
    InternalError = 2,
    Cancel = 8,
    EnhanceYourCalm = 11,
}
