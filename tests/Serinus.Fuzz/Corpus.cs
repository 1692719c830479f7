using System.Security.Cryptography;

namespace Serinus.Fuzz;

/// <summary>Inputs in files: a folder per target.</summary>
public static class Corpus
{
    public static IReadOnlyList<byte[]> Read(string folder, string target)
    {
        var path = Path.Combine(folder, target);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
            : [];
    }

    /// <summary>Saves an input under the name of its hash, and returns the path.</summary>
    public static string Save(string folder, string target, byte[] input)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8));
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, target)).FullName, name);
        File.WriteAllBytes(path, input);
        return path;
    }
}
