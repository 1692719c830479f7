using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Serinus.Control;

/// <summary>What edges show each other; whoever has it may order weights. Read once, at start.</summary>
public sealed class FleetToken
{
    /// <summary>A shorter token could be guessed.</summary>
    public const int LengthMin = 16;

    private const int FileBytesMax = 4 * 1024;
    private const string Scheme = "Bearer ";

    private readonly string token;
    private readonly byte[] hash;

    private FleetToken(string token)
    {
        this.token = token;
        hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
    }

    /// <summary>As a client sends it.</summary>
    public AuthenticationHeaderValue Authorization => new("Bearer", token);

    /// <summary>The token in a file; null when none is named.</summary>
    /// <exception cref="StartupException">The file cannot be read, or holds no token.</exception>
    public static FleetToken? Load(string? path)
    {
        if (path is null)
            return null;
        var text = Read(path).Trim();
        if (text.Length < LengthMin || text.Any(c => c is <= ' ' or > '~'))
            throw new StartupException(
                $"fleet.tokenFile {path} has no token of {LengthMin} visible characters or more; make one with: openssl rand -hex 32 > {path}"
            );
        return new FleetToken(text);
    }

    /// <summary>Whether a request shows it. Hashes of one length are compared in a time that tells nothing.</summary>
    /// <param name="authorization">The request's field of that name; null when it has none.</param>
    public bool IsShownBy(string? authorization) =>
        authorization is not null
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim())),
            hash
        );

    private static string Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[FileBytesMax];
            return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, FileBytesMax, throwOnEndOfStream: false));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"fleet.tokenFile {path} cannot be read: {trouble.Message}", trouble);
        }
    }
}
