using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Checks regular expressions as the edge will compile them.</summary>
internal static class Patterns
{
    /// <summary>Why a text is no pattern, or its replacement none; null when all is well.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="replacement">What stands in place of a match; null when it is only matched.</param>
    public static string? Trouble(string pattern, string? replacement = null)
    {
        try
        {
            if (replacement is null)
                _ = new BytePattern(pattern);
            else if (!PatternReplacement.TryCompile(pattern, replacement, out _, out var bad))
                return $"{ObjectProblems.Shown(bad)} in the replacement names no group of the pattern; write ${{1}}";
            return null;
        }
        catch (NotSupportedException)
        {
            return $"pattern {ObjectProblems.Shown(pattern)} needs backtracking";
        }
        catch (ArgumentException)
        {
            return $"pattern {ObjectProblems.Shown(pattern)} is no regular expression";
        }
    }
}
