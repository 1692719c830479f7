using System.Security.Cryptography;
using Serinus.Routing.Config;

namespace Serinus.Control;

/// <summary>The key that signs cohort cookies.</summary>
public static class SigningKey
{
    /// <summary>A shorter key would be the weakest part of HMAC-SHA-256 (RFC 2104 §3).</summary>
    public const int BytesMin = 32;

    private const int BytesMax = 64 * 1024;

    /// <summary>The key in the configured file, or a random one of this process.</summary>
    /// <exception cref="StartupException">The file cannot be read or is too short.</exception>
    public static ReadOnlyMemory<byte> Load(EdgeConfig config)
    {
        if (config.SigningKeyFile is not { } path)
            return RandomNumberGenerator.GetBytes(BytesMin);
        var key = Read(path);
        if (key.Length < BytesMin)
        {
            throw new StartupException(
                $"signing key file {path} has {key.Length} bytes, {BytesMin} are needed; make one with: head -c {BytesMin} /dev/urandom > {path}"
            );
        }

        return key;
    }

    private static byte[] Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[BytesMax];
            return bytes[..file.ReadAtLeast(bytes, BytesMax, throwOnEndOfStream: false)];
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"signing key file {path} cannot be read: {trouble.Message} Every replica needs the same readable file, or none at all",
                trouble
            );
        }
    }
}
