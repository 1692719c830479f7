using System.Security.Cryptography;
using System.Text;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>Names that keep to a length and stay apart from each other.</summary>
internal static class ShortName
{
    private const int HashDigits = 16;

    /// <summary>The name itself, or its beginning with a hash of the whole when it is longer than <paramref name="lengthMax"/> or not fit to be shown.</summary>
    public static string Of(string name, int lengthMax)
    {
        if (name.Length <= lengthMax && !name.Any(char.IsControl) && name.AsSpan().Trim().Length == name.Length)
            return name;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits];
        var clean = string.Concat(name.Select(c => char.IsControl(c) ? '_' : c)).Trim();
        return $"{clean[..Math.Min(clean.Length, lengthMax - HashDigits - 1)]}~{hash}";
    }
}
