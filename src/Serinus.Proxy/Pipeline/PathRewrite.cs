using System.Text;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Pipeline;

/// <summary>A compiled <see cref="PathRewriteConfig"/>. Values are literal: nothing in them is expanded.</summary>
internal sealed class PathRewrite
{
    private readonly byte[] replacement;
    private readonly int prefixLength;
    private readonly bool isFull;

    public PathRewrite(PathRewriteConfig config, string matchedPrefix)
    {
        isFull = config.Full is not null;
        replacement = Encoding.ASCII.GetBytes(isFull ? config.Full! : config.Prefix!.TrimEnd('/'));
        prefixLength = Encoding.ASCII.GetByteCount(matchedPrefix.TrimEnd('/'));
    }

    /// <summary>Writes the new path; it always begins with one slash of its own.</summary>
    public void Write(OutputBuffer output, ReadOnlySpan<byte> path)
    {
        output.Write(replacement);
        if (isFull)
            return;
        var rest = path[Math.Min(prefixLength, path.Length)..];
        if (replacement.Length == 0 && (rest.IsEmpty || rest[0] != '/'))
            output.Write("/"u8);
        output.Write(rest);
    }
}
