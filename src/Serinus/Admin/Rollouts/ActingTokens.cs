using System.Security.Cryptography;
using System.Text;

namespace Serinus.Admin.Rollouts;

/// <summary>Who may act on rollouts: the tokens of a file, read at each action, so that one that is taken away counts no more.</summary>
/// <param name="path">The file; null when nobody may act.</param>
public sealed class ActingTokens(string? path)
{
    /// <summary>A shorter token could be guessed.</summary>
    public const int LengthMin = 16;

    private const int FileBytesMax = 64 * 1024;
    private const string Scheme = "Bearer ";

    // A token without a name says nothing of who has it.
    private const string Nameless = "";

    /// <summary>Whether a request may act.</summary>
    /// <param name="authorization">Its field of that name; null when it has none.</param>
    public Access Check(string? authorization)
    {
        if (path is null)
            return Access.Off(
                "acting on rollouts is turned off; set admin.tokenFile to a file with a line NAME TOKEN, such as one made by: (echo -n 'me '; openssl rand -hex 32) > tokens"
            );
        if (Read(path, out var trouble) is not { } tokens)
            return Access.Off(trouble);
        if (authorization is null)
            return Access.Refused("who acts on rollouts needs a token: Authorization: Bearer TOKEN");
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Access.Refused("write the token as Authorization: Bearer TOKEN");
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()));
        // Every token is compared, and hashes are of one length: how long it takes tells nothing.
        string? found = null;
        foreach (var (name, token) in tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), given))
                found ??= name;
        }

        return found is null
            ? Access.Refused("the token is none of those that may act; see admin.tokenFile")
            : Access.Granted(found);
    }

    private static List<(string Name, string Token)>? Read(string path, out string trouble)
    {
        trouble = "";
        string text;
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[FileBytesMax];
            text = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, FileBytesMax, throwOnEndOfStream: false));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            trouble = $"admin.tokenFile {path} cannot be read: {failure.Message}";
            return null;
        }

        var tokens = new List<(string, string)>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
                continue;
            var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var (name, token) = parts.Length == 1 ? (Nameless, parts[0]) : (parts[0], parts[^1]);
            if (parts.Length <= 2 && token.Length >= LengthMin)
                tokens.Add((name, token));
        }

        if (tokens.Count > 0)
            return tokens;
        trouble = $"admin.tokenFile {path} has no token of {LengthMin} characters or more; write lines NAME TOKEN";
        return null;
    }
}
