using System.Security.Cryptography;
using System.Text;

namespace Serinus.Providers.Sqlite;

/// <summary>A sum over a state's text. The database notices torn pages of its own structure, but not a changed letter.</summary>
internal static class Checksum
{
    private const int Bytes = 8;

    public static string Of(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes));
}
