using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;
using Serinus.Tests.Control;

namespace Serinus.Tests.Rollouts.Run;

/// <summary>A machine on which a process plans, can be killed, and is started again.</summary>
internal sealed class Machine : IDisposable
{
    private CancellationTokenSource process = new();

    public Machine(RolloutSpec spec)
    {
        Spec = spec;
        Outer = new Outer(Time);
        Runner = Start();
    }

    public FakeTime Time { get; } = new();

    public MemoryStore Store { get; } = new();

    public Outer Outer { get; }

    public RolloutSpec Spec { get; set; }

    public RolloutRunner Runner { get; private set; }

    public bool MayPlan { get; set; } = true;

    public List<string> Trouble { get; } = [];

    public int Kills { get; private set; }

    /// <summary>What is stored.</summary>
    public RunState State => Store.State(Spec.Name) ?? new RunState();

    public void Dispose() => process.Dispose();

    /// <summary>The process ends in the middle of what it does.</summary>
    public void Kill()
    {
        Kills++;
        process.Cancel();
        ThrowIfDead();
    }

    /// <summary>A process that was killed does nothing more, on no thread.</summary>
    public void ThrowIfDead() => process.Token.ThrowIfCancellationRequested();

    /// <summary>One turn of the loop, and the rest it takes. A process that was killed is started again.</summary>
    public async Task TurnAsync()
    {
        try
        {
            var rest = await Runner.TickAsync(process.Token);
            ThrowIfDead();
            if (rest > TimeSpan.Zero)
                Time.Advance(rest);
        }
        catch (OperationCanceledException) when (process.IsCancellationRequested)
        {
            process.Dispose();
            process = new CancellationTokenSource();
            Runner = Start();
        }
    }

    public async Task UntilAsync(Func<RunState, bool> holds, int turnsMax = 5000)
    {
        for (var turn = 0; !holds(State); turn++)
        {
            Assert.True(turn < turnsMax, $"still {RunStateJson.WriteText(State)}; {string.Join(", ", Trouble)}");
            await TurnAsync();
        }
    }

    public async Task TurnsAsync(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
            await TurnAsync();
    }

    /// <summary>A command, and the turn that carries it out.</summary>
    public async Task<CommandOutcome> DoAsync(CommandVerb verb, string id = "c")
    {
        var outcome = Runner.SubmitAsync(new Command(id, verb, "ana"), TestContext.Current.CancellationToken);
        await TurnAsync();
        return await outcome;
    }

    private RolloutRunner Start() =>
        new(
            Spec,
            new RunnerPorts
            {
                Store = Store,
                Target = Outer,
                Traffic = Outer,
                Outside = Outer,
                Time = Time,
                MayPlan = () => MayPlan,
                Report = (_, text) => Trouble.Add(text),
            }
        );
}
