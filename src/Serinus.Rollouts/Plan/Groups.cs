using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>Rollouts that go forward and back together.</summary>
internal static class Groups
{
    /// <summary>
    /// Whether the group lets a weight rise. Members of a lower order must stand at least as high as it would; those of the same order at
    /// least as high as this one does, so that they go in step and never wait for each other in a circle.
    /// </summary>
    public static bool LetRise(Draft draft, decimal percent)
    {
        if (draft.Spec.Group is not { } group)
            return true;
        var current = draft.State.Traffic.CanaryPercent;
        foreach (var member in draft.Seen.Group.Where(HasSteps))
        {
            var needed =
                member.Order < group.Order ? percent
                : member.Order == group.Order ? current
                : 0;
            if (member.CanaryPercent >= needed)
                continue;
            return Wait(
                draft,
                $"waits for {member.Name} of its group, which stands at {Percents.Text(member.CanaryPercent)} and has to reach {Percents.Text(needed)}"
            );
        }

        return GoOn(draft);
    }

    /// <summary>Whether the group lets it be promoted: no member is still at its steps.</summary>
    public static bool LetPromote(Draft draft)
    {
        if (draft.Spec.Group is null || draft.Seen.Group.FirstOrDefault(HasSteps) is not { } member)
            return GoOn(draft);
        return Wait(draft, $"waits for {member.Name} of its group, which is not through its steps yet");
    }

    /// <summary>A member whose failed run takes this one back, or lets it stand still; null when there is none.</summary>
    public static GroupMember? Failed(Draft draft) =>
        draft.Spec.Group is null || draft.Seen.Group.IsEmpty
            ? null
            : draft.Seen.Group.FirstOrDefault(member =>
                member is { Phase: Phase.Failed, EndedAt: { } ended }
                && ended >= draft.State.StartedAt
                && !draft.State.GroupSeen.Contains(Key(member))
            );

    /// <summary>What a member's failed run is remembered as.</summary>
    public static string Key(GroupMember member) => FormattableString.Invariant($"{member.Name}/{member.Run}");

    private static bool HasSteps(GroupMember member) =>
        member is { Phase: Phase.Waiting or Phase.Progressing, EndedAt: null };

    private static bool GoOn(Draft draft)
    {
        if (draft.State.IsHeldByGroup)
            draft.State = draft.State with { IsHeldByGroup = false };
        return true;
    }

    private static bool Wait(Draft draft, string text)
    {
        draft.State = draft.State with { IsHeldByGroup = true };
        draft.LookAt(draft.Now + Pace.Watch);
        draft.TellOnce("group", NewsKind.Waiting, NewsSeverity.Info, text);
        return false;
    }
}
