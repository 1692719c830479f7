using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>Makes the redirect of an entry point or a frontend: to another entry point, which wins, or by regular expression.</summary>
internal static class RedirectReader
{
    /// <summary>The redirect, or a sentence on why there can be none; neither where there is nothing to do.</summary>
    /// <param name="target">Name of an entry point.</param>
    /// <param name="regex">What a URL must match.</param>
    /// <param name="replacement">What stands in its place.</param>
    /// <param name="isPermanent">Whether it is answered with 301, not 302.</param>
    /// <param name="entryPoints">All entry points.</param>
    public static (RedirectConfig? Redirect, string? Trouble) Read(
        string? target,
        string? regex,
        string? replacement,
        bool isPermanent,
        ImmutableArray<EntryPoint> entryPoints
    )
    {
        var status = isPermanent ? 301 : 302;
        if (!string.IsNullOrEmpty(target))
        {
            if (entryPoints.FirstOrDefault(known => known.Name == target) is not { } entryPoint)
                return (null, $"it leads to entry point {target}, and there is none of that name");
            if (entryPoint.Port is not { } port)
                return (null, $"it leads to entry point {target}, whose address \"{entryPoint.Address}\" has no port");
            return (
                new RedirectConfig
                {
                    Scheme = entryPoint.Scheme,
                    Port = port,
                    Status = status,
                },
                null
            );
        }

        if (string.IsNullOrEmpty(regex) || string.IsNullOrEmpty(replacement))
            return (null, "it needs entryPoint, or regex with replacement");
        var pattern = GoValue.Pattern(regex);
        if (!IsPattern(pattern))
            return (null, $"\"{regex}\" is no regular expression");
        return (
            new RedirectConfig
            {
                Regex = pattern,
                Replacement = replacement,
                Status = status,
            },
            null
        );
    }

    public static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
