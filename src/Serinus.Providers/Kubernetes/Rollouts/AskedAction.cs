using System.Globalization;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Rollouts.Plan;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// What somebody asks of a Canary by annotation <c>serinus.dev/action</c>: <c>VERB[@REVISION] [ID] [by ACTOR]</c>. The same id asks for the same
/// once; without one, a verb is asked for once in a run.
/// </summary>
internal static class AskedAction
{
    public const string Annotation = "serinus.dev/action";

    /// <summary>What became of the last action.</summary>
    public const string ResultAnnotation = "serinus.dev/action-result";

    private const int LengthMax = 512;

    private static readonly (string Word, CommandVerb Verb)[] verbs =
    [
        ("promote", CommandVerb.Promote),
        ("promote-full", CommandVerb.PromoteFull),
        ("pause", CommandVerb.Pause),
        ("resume", CommandVerb.Resume),
        ("abort", CommandVerb.Abort),
        ("retry", CommandVerb.Retry),
        ("undo", CommandVerb.Undo),
    ];

    /// <summary>The command; null, with words, when it is none.</summary>
    /// <param name="text">The annotation.</param>
    /// <param name="canary">The Canary that has it.</param>
    /// <param name="trouble">What is wrong with it, or null.</param>
    public static Command? Read(string text, CanaryObject canary, out string? trouble)
    {
        trouble = null;
        var by = text.IndexOf(" by ", StringComparison.Ordinal);
        var actor = by < 0 ? "annotation" : text[(by + " by ".Length)..].Trim();
        var words = (by < 0 ? text : text[..by]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (text.Length > LengthMax || words.Length is 0 or > 2 || actor.Length == 0)
        {
            trouble = "write VERB, or VERB ID, and by ACTOR behind it";
            return null;
        }

        var at = words[0].IndexOf('@', StringComparison.Ordinal);
        var verb = at < 0 ? words[0] : words[0][..at];
        var argument = at < 0 ? null : words[0][(at + 1)..];
        var found = Array.FindIndex(verbs, known => known.Word == verb);
        if (found < 0 || (argument is not null && verbs[found].Verb != CommandVerb.Undo))
        {
            trouble =
                found < 0
                    ? $"there is no such action; write {string.Join(", ", verbs.Select(known => known.Word))}"
                    : "only undo takes a revision behind @";
            return null;
        }

        var id =
            words.Length == 2
                ? words[1]
                : string.Create(CultureInfo.InvariantCulture, $"{words[0]}@run-{canary.Status.Run}");
        return new Command(id, verbs[found].Verb, actor, argument);
    }
}
