using System.Text;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>A compiled <see cref="PathRewriteConfig"/>. Nothing in a value is expanded but the groups a replacement names.</summary>
internal sealed class PathRewrite
{
    private readonly byte[] replacement = [];
    private readonly int prefixLength;
    private readonly bool isFull;
    private readonly bool keepsSlash;
    private readonly PatternReplacement? pattern;

    public PathRewrite(PathRewriteConfig config, string matchedPrefix, bool endsAnywhere = false)
    {
        if (config.Regex is { } regex)
        {
            if (!PatternReplacement.TryCompile(regex, config.Replacement!, out pattern, out var bad))
                throw new ArgumentException($"{bad} was checked before.", nameof(config));
            return;
        }

        isFull = config.Full is not null;
        replacement = Encoding.ASCII.GetBytes(isFull ? config.Full! : config.Prefix!.TrimEnd('/'));
        prefixLength = Encoding.ASCII.GetByteCount(matchedPrefix.TrimEnd('/'));

        // Where the prefix ends inside a segment, what follows it must not grow onto the replacement's last one.
        keepsSlash = endsAnywhere && config.Prefix is [.., '/'];
    }

    /// <summary>Whether a path has to be worked out before it is written: <see cref="TryRewrite"/>.</summary>
    public bool IsByPattern => pattern is not null;

    /// <summary>
    /// Works out the new path where a regular expression makes it, brought to normal form like a client's; null where the expression does not match,
    /// or there is none. False when what it makes cannot be a path.
    /// </summary>
    /// <param name="path">The path asked.</param>
    /// <param name="lengthMax">Longest path that is made.</param>
    /// <param name="rewritten">The new path.</param>
    public bool TryRewrite(ReadOnlySpan<byte> path, int lengthMax, out byte[]? rewritten)
    {
        rewritten = null;
        if (pattern is null || !pattern.TryReplace(Encoding.ASCII.GetString(path), lengthMax, out var made))
            return true;
        if (!made.StartsWith('/'))
            made = $"/{made}";
        return made.Length <= lengthMax && PathText.TryNormalize(made, out rewritten);
    }

    /// <summary>Writes the new path; it always begins with one slash of its own.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="path">The path asked.</param>
    /// <param name="rewritten">What <see cref="TryRewrite"/> made.</param>
    public void Write(OutputBuffer output, ReadOnlySpan<byte> path, byte[]? rewritten)
    {
        if (pattern is not null)
        {
            output.Write(rewritten ?? path);
            return;
        }

        output.Write(replacement);
        if (isFull)
            return;
        var rest = path[Math.Min(prefixLength, path.Length)..];
        var isOpen = rest.IsEmpty ? replacement.Length == 0 : rest[0] != '/' && (replacement.Length == 0 || keepsSlash);
        if (isOpen)
            output.Write("/"u8);
        output.Write(rest);
    }
}
