using System.Text;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files;

/// <summary>The bytes of a file, or why there are none.</summary>
/// <param name="Identity">The file the path led to when it was read.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Breakage">Why it could not be read.</param>
internal sealed record FileContent(FileIdentity Identity, byte[] Bytes, Breakage? Breakage)
{
    /// <summary>Bytes of a file. 10 000 routes take 2 MiB.</summary>
    public const int BytesMax = 16 * 1024 * 1024;

    private static readonly UTF8Encoding strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Reads a file. A pipe is read to its end, so that a configuration may come from another program.</summary>
    public static FileContent Read(string path)
    {
        var identity = FileIdentity.Of(path);
        return identity.Kind switch
        {
            FileKind.Missing => Broken(
                "there is no such file",
                "check the path, and whether the directory may be searched"
            ),
            FileKind.Directory => Broken("is a directory", "remove its extension, or give its path"),
            FileKind.Device => Broken("is a device or socket, not a file", "give the path of a file"),
            _ when identity.Size > BytesMax => TooLarge(),
            _ => Open(),
        };

        FileContent Open()
        {
            try
            {
                using var file = new FileStream(
                    path,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.ReadWrite | FileShare.Delete,
                    1
                );
                var bytes = ReadBounded(file);
                return bytes is null ? TooLarge() : new FileContent(identity, bytes, null);
            }
            catch (UnauthorizedAccessException)
            {
                return Broken("may not be read", "give the user that runs Serinus the right to read it");
            }
            catch (IOException failure)
            {
                return failure is FileNotFoundException or DirectoryNotFoundException
                    ? Broken("there is no such file", "check the path")
                    : Broken("cannot be read", "check the disk and its file system");
            }
        }

        FileContent TooLarge() =>
            Broken($"is larger than {BytesMax / 1024 / 1024} MiB", "split it into several files of a directory");

        FileContent Broken(string message, string cure) => new(identity, [], new Breakage(0, 0, message, cure));
    }

    /// <summary>The content as text: UTF-8, without byte order mark or control characters.</summary>
    public (string Text, Breakage? Breakage) Decode()
    {
        ReadOnlySpan<byte> bytes = Bytes;
        if (bytes.Length == 0)
            return ("", new Breakage(0, 0, "is empty", "write at least one key, or delete it"));
        if (bytes.Length > 1 && (bytes[0], bytes[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
            return ("", new Breakage(1, 1, "is written in UTF-16", "save it as UTF-8"));
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        string text;
        try
        {
            text = strict.GetString(bytes);
        }
        catch (DecoderFallbackException invalid)
        {
            var before = Encoding.UTF8.GetString(bytes[..Math.Max(0, invalid.Index)]);
            return ("", At(before, "a byte that is not UTF-8", "save the file as UTF-8"));
        }

        // A parser may take some of these for the end of the text, and the rest of the file would silently be gone.
        var control = text.AsSpan().IndexOfAnyInRange('\0', '\u0008');
        return control < 0
            ? (text, null)
            : ("", At(text[..control], $"the control character U+{(int)text[control]:X4}", "remove it"));
    }

    private static Breakage At(string before, string message, string cure)
    {
        var lineStart = before.LastIndexOf('\n') + 1;
        return new Breakage(before.AsSpan().Count('\n') + 1, before.Length - lineStart + 1, message, cure);
    }

    private static byte[]? ReadBounded(FileStream file)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (bytes.Length <= BytesMax)
        {
            var count = file.Read(buffer, 0, buffer.Length);
            if (count == 0)
                return bytes.ToArray();
            bytes.Write(buffer, 0, count);
        }

        return null;
    }
}
