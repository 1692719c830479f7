using Serinus.Rollouts.Analysis.Expressions;

namespace Serinus.Providers.Outside.Http;

/// <summary>What is said of an answer that is none of the good ones.</summary>
internal static class Refusals
{
    private const int WordsMax = 200;

    private const string RedirectCure = "; redirects are not followed, give the address it leads to";

    /// <summary>What a source of metrics answered, the start of its words, and the cure where the status tells it.</summary>
    public static string Text(string place, HttpAnswer answer)
    {
        var cure = answer.Status switch
        {
            401 or 403 => "; check token, password or rights",
            404 => "; check the path of the address",
            429 => "; it is asked too often",
            >= 300 and <= 399 => RedirectCure,
            >= 500 => "; look at its log",
            _ => "",
        };
        return $"{place} answers {Plain(answer)}{cure}";
    }

    /// <summary>What a hook answered and the start of its words: to say no is its right, and needs no cure.</summary>
    public static string OfHook(string place, HttpAnswer answer) =>
        $"{place} answers {Plain(answer)}{(answer.Status is >= 300 and <= 399 ? RedirectCure : "")}";

    /// <summary>Status and the start of the words.</summary>
    public static string Plain(HttpAnswer answer)
    {
        var words = Excerpt.Of(answer.Text, WordsMax).Trim();
        return words.Length > 0 ? $"{answer.Status}: {words}" : $"{answer.Status}";
    }
}
