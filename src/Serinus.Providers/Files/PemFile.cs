using System.Globalization;

namespace Serinus.Providers.Files;

/// <summary>A file of certificates or of a key, as it was last read.</summary>
/// <param name="Path">Its whole path.</param>
/// <param name="Identity">The file the path led to.</param>
/// <param name="Said">What it said.</param>
internal sealed record PemFile(string Path, FileIdentity Identity, PemText Said)
{
    /// <summary>Chains have some kilobytes; all authorities a system trusts have a quarter of this.</summary>
    public const int BytesMax = 1024 * 1024;

    /// <summary>Reads a file now.</summary>
    public static PemFile Read(string path)
    {
        var identity = FileIdentity.Of(path);
        var said = identity switch
        {
            { Kind: FileKind.Directory } => PemText.Broken("is a directory", "name the file in it"),
            { Kind: FileKind.Pipe } => PemText.Broken("is a pipe", "name a file, which can be read again"),
            { Kind: FileKind.File, Size: > BytesMax } => PemText.Broken(
                string.Create(CultureInfo.InvariantCulture, $"is larger than {BytesMax / 1024} KiB"),
                "check whether it is the right file"
            ),
            _ => Content(path),
        };
        return new PemFile(path, identity, said);
    }

    /// <summary>Whether target, size or times have changed.</summary>
    public bool LooksChanged() => Identity != FileIdentity.Of(Path);

    private static PemText Content(string path)
    {
        var content = FileContent.Read(path);
        if (content.Breakage is { } unread)
            return PemText.Broken(unread.Message, unread.Cure);
        if (content.Bytes.Length == 0)
            return PemText.Broken("is empty", "write certificate or key into it, in PEM");
        var (text, undecoded) = content.Decode();
        return undecoded is null
            ? new PemText(text, "", "", IsOpenToAll(path))
            : PemText.Broken(
                "is no text, so it is not PEM",
                "write it in PEM; from DER: openssl x509 -inform der -in FILE, or openssl pkey -inform der -in FILE"
            );
    }

    private static bool IsOpenToAll(string path)
    {
        if (OperatingSystem.IsWindows())
            return false;
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return File.GetUnixFileMode(target).HasFlag(UnixFileMode.OtherRead);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // It has just gone; the next look tells.
        }
    }
}
