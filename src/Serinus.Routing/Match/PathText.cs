using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Serinus.Routing.Match;

/// <summary>Brings a path that was put together from text to the form a client's has.</summary>
public static class PathText
{
    private const string MustBeEncoded = " \"#<>?[\\]^`{|}";

    /// <summary>
    /// The normal form of a path; characters that may not stand in one are percent-encoded first (RFC 3986 §2.1). False when there is none: control
    /// characters, bad escapes, hidden dot segments.
    /// </summary>
    /// <param name="path">The path, without query.</param>
    /// <param name="normal">Its normal form.</param>
    public static bool TryNormalize(string path, [NotNullWhen(true)] out byte[]? normal)
    {
        ArgumentNullException.ThrowIfNull(path);
        normal = null;
        var text = new StringBuilder(path.Length);
        foreach (var next in Encoding.UTF8.GetBytes(path))
        {
            if (next < ' ' || next == 0x7f)
                return false;
            if (next >= 0x80 || MustBeEncoded.Contains((char)next, StringComparison.Ordinal))
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{next:X2}");
            else
                text.Append((char)next);
        }

        var raw = Encoding.ASCII.GetBytes(text.ToString());
        var written = new byte[raw.Length];
        if (!PathNormalizer.TryNormalize(raw, written, out var length))
            return false;
        normal = written[..length];
        return true;
    }
}
