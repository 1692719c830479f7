namespace Serinus.Providers.Files;

/// <summary>The PEM files that objects name, as they were last read. Used by one thread at a time.</summary>
internal sealed class PemFiles
{
    private Dictionary<string, PemFile> files = new(StringComparer.Ordinal);

    /// <summary>Whole paths of the files.</summary>
    public IReadOnlyCollection<string> Paths => files.Keys;

    /// <summary>Reads what is said about these paths now; nobody has taken it over yet.</summary>
    public Dictionary<string, PemFile> Read(IEnumerable<string> paths)
    {
        var now = new Dictionary<string, PemFile>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (!now.ContainsKey(path))
                now.Add(path, PemFile.Read(path));
        }

        return now;
    }

    /// <summary>Takes over what was read.</summary>
    public void Take(Dictionary<string, PemFile> read) => files = read;

    /// <summary>Whether a look at names, sizes and times shows a change.</summary>
    public bool LooksChanged() => files.Values.Any(file => file.LooksChanged());

    /// <summary>
    /// The places where a change of a file shows: the file itself, and every link on the way to it, of files and of directories.
    /// </summary>
    public static IEnumerable<string> PlacesOf(string path)
    {
        const int LinksMax = 40; // As the kernel has it (path_resolution(7)).
        var left = new Stack<string>(Parts(path).Reverse());
        var at = Path.GetPathRoot(path) ?? "/";
        var links = 0;
        while (left.TryPop(out var part))
        {
            if (part == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }

            var next = Path.Combine(at, part);
            if (LinkAt(next) is not { } target || ++links > LinksMax)
            {
                at = next;
                continue;
            }

            yield return next;
            if (Path.IsPathRooted(target))
                at = Path.GetPathRoot(target) ?? "/";
            foreach (var step in Parts(target).Reverse())
                left.Push(step);
        }

        yield return at;
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");

    private static string? LinkAt(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
