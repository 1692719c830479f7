using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.News;

/// <summary>What is remembered of one receiver of news: how much it got, and whether its trouble was told. Its own lock guards it.</summary>
internal sealed class LiveReceiver(DateTimeOffset now)
{
    private readonly Lock access = new();
    private readonly Allowance allowance = new(now);
    private bool isTroubled;

    /// <summary>Whether it may be sent one more message, and whether this is the first that it may not.</summary>
    public bool MayHave(NewsSeverity severity, DateTimeOffset at, out bool isFirstWithheld)
    {
        lock (access)
        {
            var may = allowance.Take(severity, at);
            isFirstWithheld = !may && allowance.Withheld == 1;
            return may;
        }
    }

    /// <summary>Notes how a message went; whether that is new.</summary>
    public bool Note(bool isTrouble)
    {
        lock (access)
        {
            var isNew = isTrouble != isTroubled;
            isTroubled = isTrouble;
            return isNew;
        }
    }
}
