namespace Serinus.Providers.Traefik;

/// <summary>Texts in PEM that a setting holds, or that stand in the file it names: Traefik 1.7 took both for the same.</summary>
/// <param name="read">Gives the text of a file, or null when there is none.</param>
internal sealed class PemSource(Func<string, string?> read)
{
    private const string Begin = "-----BEGIN ";

    /// <summary>The text, or why there is none.</summary>
    /// <param name="said">What the setting says.</param>
    public (string? Text, string Trouble) Read(string said)
    {
        if (IsInline(said))
            return (said, "");
        try
        {
            return read(said) is { } text ? (text, "") : (null, $"{said} does not exist");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"{said} cannot be read: {failure.Message}");
        }
    }

    /// <summary>How messages name what a setting says: never by what it holds.</summary>
    public static string Named(string said) => IsInline(said) ? "it" : said;

    private static bool IsInline(string said) => said.Contains(Begin, StringComparison.Ordinal);
}
