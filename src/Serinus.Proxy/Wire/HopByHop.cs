using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>Fields that are for one hop only (RFC 9110 §7.6.1).</summary>
internal static class HopByHop
{
    /// <summary>Whether a <c>Connection</c> field among <paramref name="fields"/> names <paramref name="name"/>.</summary>
    public static bool IsNominated(ReadOnlySpan<HeaderField> fields, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var field in fields)
        {
            if (field.Known != KnownHeader.Connection)
                continue;
            var value = bytes.Slice(field.Value.Start, field.Value.Length);
            foreach (var part in value.Split((byte)','))
            {
                if (Ascii.EqualsIgnoreCase(Syntax.Trim(value[part]), name))
                    return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a name reads like a field the edge relies on once underscores are taken for hyphens, as CGI and its heirs do:
    /// <c>X_Forwarded_Proto</c> must not pass as <c>X-Forwarded-Proto</c>.
    /// </summary>
    public static bool IsAlias(ReadOnlySpan<byte> name)
    {
        if (name.Length > 64 || name.IndexOf((byte)'_') < 0)
            return false;
        Span<byte> hyphened = stackalloc byte[name.Length];
        name.Replace(hyphened, (byte)'_', (byte)'-');
        return KnownHeaders.Identify(hyphened) is not (KnownHeader.Other or KnownHeader.Date or KnownHeader.Cookie);
    }
}
