using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>
/// The state as it is stored, and as it is known: the second is ahead by evidence alone, and by no more than a few seconds of it. Used by one loop.
/// </summary>
internal sealed class LiveState(RunnerPorts ports)
{
    private readonly Queue<RunState> unarchived = [];
    private StoredState? stored;
    private DateTimeOffset writtenAt;

    /// <summary>The state as it is known; null when it has to be read.</summary>
    public RunState? Current { get; set; }

    /// <summary>Reads it. News that somebody had begun to tell are not told again.</summary>
    public async Task<RunState> ReadAsync(RolloutSpec spec, DateTimeOffset now, CancellationToken cancellationToken)
    {
        stored = await ports.Store.ReadAsync(spec.Name, cancellationToken) ?? new StoredState(new RunState(), "");
        writtenAt = now;
        var read = stored.State;
        Current = read with { Outbox = read.Outbox.RemoveAll(one => one.IsClaimed) };
        return Current;
    }

    /// <summary>Forgets it, so that it is read anew.</summary>
    public void Forget() => (Current, stored) = (null, null);

    /// <summary>Takes a decision over. It is stored, but for evidence alone, which is stored now and then.</summary>
    /// <returns>False when somebody else has written since: nothing was taken over, and it has to be read anew.</returns>
    public async Task<bool> TakeAsync(
        RolloutSpec spec,
        RunState next,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var isNew = next != stored!.State;
        var mustBe = stored.Version.Length == 0 || !Change.IsEvidenceAlone(Current!, next);
        if (isNew && (mustBe || now - writtenAt >= ports.EvidenceEvery))
            return await WriteAsync(spec, next, now, cancellationToken);
        Current = next;
        return true;
    }

    /// <summary>Stores a state.</summary>
    /// <returns>False when somebody else has written since.</returns>
    public async Task<bool> WriteAsync(
        RolloutSpec spec,
        RunState next,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (await ports.Store.WriteAsync(spec.Name, next, stored!.Version, cancellationToken) is not { } version)
        {
            Forget();
            return false;
        }

        stored = new StoredState(next, version);
        writtenAt = now;
        Current = next;
        return true;
    }

    /// <summary>
    /// Keeps a run that has ended before the next one takes its place in what is stored: whoever planned before may have ended behind the end of
    /// that run, and hooks that hear of it may not have answered.
    /// </summary>
    public async Task KeepAsync(RolloutSpec spec, RunState next, CancellationToken cancellationToken)
    {
        if (Current is not { Run: > 0, EndedAt: not null } ended || next.Run == ended.Run)
            return;
        if (ended.ArchivedRun >= ended.Run || unarchived.Any(one => one.Run == ended.Run))
            return;
        try
        {
            await ports.Store.ArchiveAsync(spec.Name, ended, spec.HistoryMax, cancellationToken);
        }
        catch (StoreException)
        {
            // The next run does not wait for it; it is tried again, and told, by the turn that follows.
            unarchived.Enqueue(ended);
        }
    }

    /// <summary>Keeps a run that has ended. What cannot be kept now is kept later, even when the next run has begun.</summary>
    public async Task ArchiveAsync(RolloutSpec spec, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Current is { } state && IsToArchive(spec, state) && unarchived.LastOrDefault()?.Run != state.Run)
            unarchived.Enqueue(state);
        if (unarchived.Count == 0)
            return;
        while (unarchived.TryPeek(out var ended))
        {
            await ports.Store.ArchiveAsync(spec.Name, ended, spec.HistoryMax, cancellationToken);
            unarchived.Dequeue();
            if (Current is not null && Current.ArchivedRun < ended.Run)
                Current = Current with { ArchivedRun = ended.Run };
        }

        if (Current is not null)
            await WriteAsync(spec, Current, now, cancellationToken);
    }

    private static bool IsToArchive(RolloutSpec spec, RunState state) =>
        state is { Run: > 0, EndedAt: not null }
        && state.ArchivedRun < state.Run
        && EndedRun.Hooks(spec, state).IsEmpty;
}
