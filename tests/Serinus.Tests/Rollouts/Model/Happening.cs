using CsCheck;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Model;

/// <summary>Something that happens to a rollout or around it.</summary>
/// <param name="Text">What, for whoever reads a counterexample.</param>
/// <param name="Do">Lets it happen.</param>
internal sealed record Happening(string Text, Action<World> Do)
{
    private static readonly Readiness Unready = new(false, true, "0 of 1 replicas are ready");

    private static readonly Gen<Happening> Time = Gen.Int[1, 12]
        .Select(seconds => new Happening($"{seconds} s", world => world.Pass(TimeSpan.FromSeconds(seconds))));

    private static readonly Gen<Happening> Version = Gen.Int[1, 4]
        .Select(number => new Happening($"deploy v{number}", world => world.Deploy($"v{number}")));

    private static readonly Gen<Happening> Command = Gen.Select(
        Gen.OneOf(Enum.GetValues<CommandVerb>()),
        Gen.Int[0, 4],
        (verb, number) => new Happening($"{verb} c{number}", world => world.Do(verb, id: Id(world, number)))
    );

    private static readonly Gen<Happening> Requests = Gen.Select(
        Gen.OneOf(0, 0, 0, 0.02, 0.1, 1),
        Gen.OneOf(200, 200, 40, 0),
        Gen.OneOf(0m, 10m),
        (errors, rate, matched) =>
            new Happening(
                $"{rate} requests/s, {errors:P0} errors of the canary, {matched} % matched",
                world =>
                {
                    world.CanaryErrors = errors;
                    world.RequestsPerSecond = rate;
                    world.MatchedPercent = matched;
                }
            )
    );

    private static readonly Gen<Happening> Hook = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[0, 3],
        (index, reply) =>
            new Happening(
                $"hook {index} {(reply == 0 ? "says no" : reply == 1 ? "is silent" : "says yes")}",
                world =>
                {
                    var hooks = world.Spec.Analysis.Hooks;
                    var name = index < hooks.Length ? hooks[index].Name : "step";
                    world.Hooks[name] = reply > 1;
                    if (reply == 1)
                        world.Silent.Add(name);
                    else
                        world.Silent.Remove(name);
                }
            )
    );

    private static readonly Gen<Happening> Metric = Gen.OneOf(
        Measured("good", new Measurement { Value = 1 }),
        Measured("good", new Measurement { Value = 2 }),
        Measured("bad", new Measurement { Value = 11 }),
        Measured("without data", new Measurement()),
        Measured("out of reach", new Measurement { Error = "connection refused" })
    );

    private static readonly Gen<Happening> Edges = Gen.OneOf(
        new Happening("every edge follows", world => (world.EdgeCount, world.EdgesBehind) = (2, 0)),
        new Happening("every edge follows", world => (world.EdgeCount, world.EdgesBehind) = (1, 0)),
        new Happening("an edge lags", world => (world.EdgeCount, world.EdgesBehind) = (2, 1)),
        new Happening("no edge serves", world => (world.EdgeCount, world.EdgesBehind) = (0, 0)),
        new Happening("edges have a later order", world => world.GenerationSeen = world.State.Traffic.Generation + 3),
        new Happening("an edge takes the canary out", world => world.TakenOut = "nothing answers"),
        new Happening("no edge takes it out", world => world.TakenOut = null)
    );

    private static readonly Gen<Happening> Workload = Gen.OneOf(
        new Happening("the canary is ready", world => world.Target = world.Target with { Canary = Readiness.Ready }),
        new Happening("the canary is ready", world => world.Target = world.Target with { Canary = Readiness.Ready }),
        new Happening("the canary is not ready", world => world.Target = world.Target with { Canary = Unready }),
        new Happening("stable is ready", world => world.Target = world.Target with { Primary = Readiness.Ready }),
        new Happening("stable is not ready", world => world.Target = world.Target with { Primary = Unready }),
        new Happening(
            "the canary can never be ready",
            world => world.Target = world.Target with { Canary = Unready with { CanBecomeReady = false } }
        ),
        new Happening("its config is wrong", world => world.Target = world.Target with { Unknown = "no such Secret" }),
        new Happening("its config is right", world => world.Target = world.Target with { Unknown = null }),
        new Happening("its config is right", world => world.Target = world.Target with { Unknown = null })
    );

    private static readonly Gen<Happening> Wish = Gen.OneOf<Happening>(
        Gen.OneOf(
            new Happening("suspend", world => world.Spec = world.Spec with { Suspend = true }),
            new Happening("go on", world => world.Spec = world.Spec with { Suspend = false }),
            new Happening("go on", world => world.Spec = world.Spec with { Suspend = false }),
            new Happening("skip analysis", world => world.Spec = world.Spec with { SkipAnalysis = true }),
            new Happening("check again", world => world.Spec = world.Spec with { SkipAnalysis = false })
        ),
        ModelSpecs.Any.Select(other => new Happening(
            $"steps are edited to {string.Join(", ", Serinus.Rollouts.Steps.StepPlan.Of(other.Analysis).Steps.Select(step => step.Text))}",
            world => world.Spec = world.Spec with { Analysis = other.Analysis, Promotion = other.Promotion }
        ))
    );

    private static readonly Gen<Happening> Group = Gen.Select(
        Gen.OneOf(Phase.Progressing, Phase.Succeeded, Phase.Failed),
        Gen.OneOf(0m, 20m, 100m),
        Gen.Int[0, 1],
        (phase, percent, order) =>
            new Happening(
                $"a member of its group of order {order} is {phase} at {percent} %",
                world =>
                    world.Group = [
                        new GroupMember(
                            "api",
                            order,
                            phase,
                            percent,
                            world.State.Run,
                            phase == Phase.Progressing ? null : world.Now
                        ),
                    ]
            )
    );

    private static readonly Gen<Happening> Removal = Gen.OneOf(
        new Happening("it is removed", world => world.Target = world.Target with { IsRemoved = true })
    );

    /// <summary>Anything that may happen; time goes most of the time.</summary>
    public static Gen<Happening> Any { get; } =
        Gen.Frequency<Happening>(
            (12, Time),
            (3, Version),
            (4, Command),
            (2, Requests),
            (3, Hook),
            (1, Metric),
            (2, Edges),
            (3, Workload),
            (2, Wish),
            (1, Group)
        );

    /// <summary>The last thing that may happen.</summary>
    public static Gen<Happening> Last { get; } = Gen.Frequency<Happening>((6, Time), (1, Removal));

    public override string ToString() => Text;

    private static Happening Measured(string text, Measurement found) =>
        new($"metric is {text}", world => world.Metrics[ModelSpecs.Outside] = found);

    /// <summary>Few ids, so that some commands come twice; but each verb has its own.</summary>
    private static string Id(World world, int number) =>
        number == 0 ? "again" : FormattableString.Invariant($"{number}/{world.Outcomes.Count}");
}
