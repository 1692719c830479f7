using System.Collections.Immutable;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>The files of one path, as they were last read, and the fragment they give together. Used by one thread at a time.</summary>
internal sealed class FileSet(string path, TimeProvider time)
{
    private readonly NamedPems pems = new(time);
    private ImmutableSortedDictionary<string, ReadFile> files = ImmutableSortedDictionary.Create<string, ReadFile>(
        StringComparer.Ordinal
    );
    private Breakage? breakage;

    /// <summary>What the files say together; null before the first reading.</summary>
    public FileReading? Said { get; private set; }

    /// <summary>
    /// Reads the files again. Unless <paramref name="final"/>, nothing is taken over while a file is missing, empty, cut short or not
    /// parseable: somebody may be writing it.
    /// </summary>
    public Reread Read(bool final)
    {
        var (paths, missing) = Find();
        if (missing is not null)
            return final ? Take(files, missing, pems.Read(files.Values.Select(f => f.Translation)))
                : Same(missing) ? Reread.Same
                : Reread.Unfinished;
        var read = ImmutableSortedDictionary.CreateBuilder<string, ReadFile>(StringComparer.Ordinal);
        foreach (var file in paths)
        {
            var before = files.GetValueOrDefault(file);
            var now = before?.Reread() ?? ReadFile.First(file);
            if (!final && !ReferenceEquals(before, now) && now.IsUnfinished(before))
                return Reread.Unfinished;
            read.Add(file, now);
        }

        // Editors that save by renaming make a file disappear for a moment.
        if (!final && files.Keys.Any(f => !read.ContainsKey(f)))
            return Reread.Unfinished;
        var filled = pems.Read(read.Values.Select(f => f.Translation));
        if (!final && pems.IsWorse(filled))
            return Reread.Unfinished;
        return Take(read.ToImmutable(), null, filled);
    }

    /// <summary>Whether a look at names, sizes and times shows a change since the last reading. Cheap enough to be asked every second.</summary>
    public bool LooksChanged()
    {
        var (paths, missing) = Find();
        if (missing is not null)
            return !Same(missing);
        return paths.Count != files.Count
            || paths.Any(p => files.GetValueOrDefault(p)?.LooksChanged() ?? true)
            || pems.LooksChanged();
    }

    /// <summary>The directories in which changes show, and the names of the files in them.</summary>
    public Dictionary<string, HashSet<string>> Places()
    {
        var places = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var whole = Path.GetFullPath(path);
        if (Directory.Exists(whole))
            places.Add(whole, [DirectoryWatch.EveryConfigFile]);
        else
            Add(whole);
        foreach (var file in files.Keys)
        {
            if (Target(file) is { } target)
                Add(target);
        }

        foreach (var place in pems.Paths.SelectMany(PemFiles.PlacesOf))
            Add(place);
        return places;

        void Add(string file)
        {
            var directory = Path.GetDirectoryName(file) ?? file;
            if (!places.TryGetValue(directory, out var names))
                places.Add(directory, names = new HashSet<string>(StringComparer.Ordinal));
            names.Add(Path.GetFileName(file));
        }
    }

    private (IReadOnlyCollection<string> Paths, Breakage? Missing) Find()
    {
        var kind = FileIdentity.Of(path).Kind;
        if (kind == FileKind.Missing)
            return ([], new Breakage(0, 0, "there is no such file or directory", Kept("check the path")));
        if (kind != FileKind.Directory)
            return ([path], null);
        try
        {
            var found = Directory
                .EnumerateFiles(path)
                .Where(f => ConfigFileName.Is(Path.GetFileName(f)) && FileIdentity.Of(f).Kind == FileKind.File)
                .Order(StringComparer.Ordinal)
                .ToArray();
            return found.Length > 0
                ? (found, null)
                : ([], new Breakage(0, 0, "the directory has no *.yaml, *.yml or *.toml file", Kept("add one")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (
                [],
                new Breakage(
                    0,
                    0,
                    "the directory cannot be listed",
                    Kept("give the user that runs Serinus the right to read it")
                )
            );
        }
    }

    private string Kept(string cure) => files.IsEmpty ? cure : $"{cure}; what was read before stays in service";

    private bool Same(Breakage? missing) => Said is not null && breakage == missing;

    private Reread Take(ImmutableSortedDictionary<string, ReadFile> read, Breakage? missing, NamedPems.Reading filled)
    {
        var same =
            Same(missing)
            && pems.IsSame(filled)
            && read.Count == files.Count
            && read.All(f =>
                files.TryGetValue(f.Key, out var before) && ReferenceEquals(before.Translation, f.Value.Translation)
            );
        files = read;
        breakage = missing;
        pems.Take(filled);
        if (same)
            return Reread.Same;
        Said = Merge();
        return Reread.Changed;
    }

    private FileReading Merge()
    {
        var all = files
            .Values.Select(f => f.Translation with { Fragment = pems.Fill(f.Translation.Fragment) })
            .ToArray();
        var withEdge = all.Where(t => t.EdgeGiven).ToArray();
        var fragment = new Fragment
        {
            Provider = FileProvider.ProviderName,
            Listeners = [.. all.SelectMany(t => t.Fragment.Listeners)],
            Routes = [.. all.SelectMany(t => t.Fragment.Routes)],
            StreamRoutes = [.. all.SelectMany(t => t.Fragment.StreamRoutes)],
            Services = [.. all.SelectMany(t => t.Fragment.Services)],
            Certificates = [.. all.SelectMany(t => t.Fragment.Certificates)],
            Edge = withEdge.Length == 0 ? Schema.DefaultEdge : withEdge[0].Fragment.Edge,
            Problems = [.. SetProblems(), .. all.SelectMany(t => t.Fragment.Problems), .. EdgeProblems(withEdge)],
            Unreadable = [.. all.SelectMany(t => t.Fragment.Unreadable)],
        };
        return new FileReading(fragment, [.. all.SelectMany(t => t.Rollouts)], [.. all.SelectMany(t => t.News)]);
    }

    private IEnumerable<Problem> SetProblems() => breakage is null ? [] : [FileTranslator.ProblemOf(path, breakage)];

    private static IEnumerable<Problem> EdgeProblems(FileTranslation[] withEdge)
    {
        foreach (var second in withEdge.Skip(1))
        {
            yield return new Problem
            {
                Object = new ObjectId(ObjectId.Edge, ""),
                Message =
                    $"settings of the edge stand in {Path.GetFileName(withEdge[0].Path)} too, which is the one served",
                Cure = "keep them in one file",
                Location = second.Fragment.Edge?.Origin?.At("") ?? new Location(second.Path, 0, 0),
            };
        }
    }

    private static string? Target(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // The link leads nowhere just now; its own directory shows when it is replaced.
        }
    }
}
