using System.Collections.Immutable;
using System.Threading.Channels;
using Serinus.Rollouts.Plan;

namespace Serinus.Rollouts.Run;

/// <summary>Commands that wait for their turn, and whoever waits for what becomes of them. Anybody submits; one loop takes.</summary>
internal sealed class LiveCommands
{
    /// <summary>Commands that wait; more are refused.</summary>
    private const int WaitingMax = 32;

    private readonly Channel<Submission> submissions = Channel.CreateBounded<Submission>(WaitingMax);
    private readonly List<Submission> taken = [];

    /// <summary>Commands whose outcome is not stored yet, with those that came since the last look.</summary>
    public ImmutableArray<Command> Take()
    {
        while (taken.Count < WaitingMax && submissions.Reader.TryRead(out var submission))
            taken.Add(submission);
        return [.. taken.Select(one => one.Command)];
    }

    /// <summary>Asks for something.</summary>
    /// <returns>What becomes of it, once that is stored.</returns>
    public Task<CommandOutcome> Submit(Command command)
    {
        var submission = new Submission(command);
        return submissions.Writer.TryWrite(submission)
            ? submission.Outcome.Task
            : Task.FromResult(new CommandOutcome(command.Id, false, "it takes no command now; try again in a moment"));
    }

    /// <summary>Outcomes are stored. What was taken and has none yet is taken again.</summary>
    public void Settle(ImmutableArray<CommandOutcome> outcomes) =>
        taken.RemoveAll(submission =>
        {
            if (outcomes.FirstOrDefault(outcome => outcome.Id == submission.Command.Id) is not { } outcome)
                return false;
            submission.Outcome.TrySetResult(outcome);
            return true;
        });

    /// <summary>Refuses all that wait.</summary>
    public void Refuse(string why)
    {
        Take();
        Settle([.. taken.Select(one => new CommandOutcome(one.Command.Id, false, why))]);
    }

    /// <summary>Takes no more, and refuses what waits.</summary>
    public void End(string why)
    {
        submissions.Writer.TryComplete();
        do
        {
            Refuse(why);
        } while (submissions.Reader.TryPeek(out _));
    }

    private sealed record Submission(Command Command)
    {
        public TaskCompletionSource<CommandOutcome> Outcome { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
