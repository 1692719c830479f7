using System.Text.RegularExpressions;
using Serinus.Providers.Kubernetes.Annotations;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Checks regular expressions as the edge will compile them.</summary>
internal static class Patterns
{
    /// <summary>Why a text is no pattern, or null when it is one.</summary>
    public static string? Trouble(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
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
