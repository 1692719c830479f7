using Serinus.Providers.Files;

namespace Serinus.Tests.Providers.Files;

/// <summary>Short ways to translate text in tests.</summary>
internal static class FileTranslations
{
    public static FileTranslation Of(string path, string text, FileTranslation? previous = null) =>
        FileTranslator.Translate(
            new SourceText(path, path.EndsWith(".toml", StringComparison.Ordinal), text),
            previous
        );
}
