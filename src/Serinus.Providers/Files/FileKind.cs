namespace Serinus.Providers.Files;

/// <summary>What kind of thing a path leads to, links followed.</summary>
internal enum FileKind
{
    Missing,
    File,
    Directory,
    Pipe,
    Device,
}
