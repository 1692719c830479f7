using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>Trailer fields on their way on (RFC 9110 §6.5).</summary>
internal static class Trailers
{
    /// <summary>Writes those that may stand in a trailer section; a field of framing, routing, authentication or trust is dropped, never merged into the head.</summary>
    public static void Write(OutputBuffer output, ReadOnlySpan<HeaderField> fields, ReadOnlySpan<byte> bytes)
    {
        foreach (ref readonly var field in fields)
        {
            var name = bytes.Slice(field.Name.Start, field.Name.Length);
            if (!Pass(in field, name))
                continue;
            output.Write(name);
            output.Write(": "u8);
            output.Write(bytes.Slice(field.Value.Start, field.Value.Length));
            output.Write("\r\n"u8);
        }
    }

    /// <summary>Whether a field may stand in a trailer section.</summary>
    public static bool Pass(in HeaderField field, ReadOnlySpan<byte> name) =>
        field.Known == KnownHeader.Other && !IsForbidden(name) && !HopByHop.IsAlias(name);

    /// <summary>RFC 9110 §6.5.1: fields that are needed before the content, beside the known ones.</summary>
    private static bool IsForbidden(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "authorization"u8)
        || Ascii.EqualsIgnoreCase(name, "www-authenticate"u8)
        || Ascii.EqualsIgnoreCase(name, "content-encoding"u8)
        || Ascii.EqualsIgnoreCase(name, "content-range"u8)
        || Ascii.EqualsIgnoreCase(name, "cache-control"u8)
        || Ascii.EqualsIgnoreCase(name, "max-forwards"u8)
        || Ascii.EqualsIgnoreCase(name, "range"u8)
        || Ascii.EqualsIgnoreCase(name, "age"u8)
        || Ascii.EqualsIgnoreCase(name, "expires"u8)
        || Ascii.EqualsIgnoreCase(name, "location"u8)
        || Ascii.EqualsIgnoreCase(name, "retry-after"u8)
        || Ascii.EqualsIgnoreCase(name, "vary"u8);
}
