using System.Text;

namespace Serinus.Proxy.Pipeline;

/// <summary>What a route changes in the head of a response, compiled to bytes.</summary>
/// <param name="removed">Names removed, in lower case.</param>
/// <param name="added">Lines added, each ended with CRLF.</param>
internal sealed class ResponseEdits(byte[][] removed, byte[] added)
{
    /// <summary>No change.</summary>
    public static readonly ResponseEdits None = new([], []);

    public ReadOnlySpan<byte> Added => added;

    public bool Removes(ReadOnlySpan<byte> name)
    {
        foreach (var each in removed)
        {
            if (Ascii.EqualsIgnoreCase(each, name))
                return true;
        }

        return false;
    }
}
