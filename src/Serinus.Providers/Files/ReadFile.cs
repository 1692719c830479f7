namespace Serinus.Providers.Files;

/// <summary>One file as it was last read.</summary>
internal sealed record ReadFile(string Path, FileContent Content, FileTranslation Translation)
{
    /// <summary>Reads a file for the first time.</summary>
    public static ReadFile First(string path) => Translate(path, FileContent.Read(path), null);

    // A pipe has been read to its end: what it said is all there is.
    private bool IsDrained => Content is { Breakage: null, Identity.Kind: FileKind.Pipe };

    /// <summary>Whether name, size or times have changed.</summary>
    public bool LooksChanged() => !IsDrained && Content.Identity != FileIdentity.Of(Path);

    /// <summary>Reads the file again; the same translation when no byte has changed.</summary>
    public ReadFile Reread()
    {
        if (IsDrained)
            return this;
        var now = FileContent.Read(Path);
        if (now.Breakage == Content.Breakage && now.Bytes.AsSpan().SequenceEqual(Content.Bytes))
            return now.Identity == Content.Identity ? this : this with { Content = now };
        return Translate(Path, now, Translation);
    }

    /// <summary>Whether it looks as if somebody were still writing it: not readable, not parseable, or the beginning of what it was.</summary>
    public bool IsUnfinished(ReadFile? before) =>
        !ReferenceEquals(before?.Translation, Translation)
        && (
            !Translation.Parsed
            || (
                before is not null
                && before.Content.Bytes.Length > Content.Bytes.Length
                && before.Content.Bytes.AsSpan().StartsWith(Content.Bytes)
            )
        );

    private static ReadFile Translate(string path, FileContent content, FileTranslation? previous)
    {
        var (text, breakage) = content.Breakage is { } unread ? ("", unread) : content.Decode();
        var translation = breakage is null
            ? FileTranslator.Translate(new SourceText(path, ConfigFileName.IsToml(path), text), previous)
            : FileTranslator.Keep(path, previous, breakage);
        return new ReadFile(path, content, translation);
    }
}
