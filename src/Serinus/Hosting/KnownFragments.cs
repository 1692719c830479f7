using System.Collections.Immutable;
using Serinus.Control;
using Serinus.Providers.Files;
using Serinus.Routing.Config;

namespace Serinus.Hosting;

/// <summary>What can be read before anything runs: the static part, and files.</summary>
internal sealed record KnownFragments
{
    /// <summary>What was said once; null when nothing was.</summary>
    public Fragment? Static { get; private init; }

    /// <summary>The files' first fragment; null without files.</summary>
    public Fragment? OfFiles { get; private init; }

    /// <summary>The files' rollouts.</summary>
    public RolloutBook Rollouts { get; private init; } = RolloutBook.Empty;

    /// <summary>The files; null when there are none.</summary>
    public FileProvider? Files { get; private init; }

    /// <summary>Path of the files; null when there are none.</summary>
    public string? Path { get; private init; }

    /// <summary>All of them, in the order of precedence.</summary>
    public ImmutableArray<Fragment> InOrder => [.. new[] { Static, OfFiles }.OfType<Fragment>()];

    /// <exception cref="StartupException">A file or directory that was named does not exist.</exception>
    public static KnownFragments Read(EdgeSources sources)
    {
        var known = new KnownFragments { Static = sources.Static };
        if (sources.ConfigPath is not { } path)
            return known;
        var files = new FileProvider(path);
        var said = ConfigFile.Read(files, path);
        var rollouts = RolloutBook.Empty.Read(said);
        var fragment = said.Fragment with { Problems = [.. said.Fragment.Problems, .. rollouts.Problems] };
        return known with { Files = files, Path = path, OfFiles = known.Beside(fragment), Rollouts = rollouts };
    }

    /// <summary>What files say beside the static part: settings of the edge that nobody wrote down give way to those somebody did.</summary>
    public Fragment Beside(Fragment said) =>
        Static?.Edge is not null && said.Edge is { Origin: null } ? said with { Edge = null } : said;
}
