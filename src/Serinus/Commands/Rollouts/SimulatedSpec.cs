using Serinus.Control;
using Serinus.Hosting;
using Serinus.Providers.Files;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Rollouts.Checks;
using Serinus.Rollouts.Spec;

namespace Serinus.Commands.Rollouts;

/// <summary>Where a rollout to simulate comes from: a configuration, Canaries in manifests, or steps in one line.</summary>
/// <param name="name">Its name; may be left out where there is one.</param>
/// <param name="complain">Takes what is left out of it, a sentence each.</param>
internal sealed class SimulatedSpec(string? name, Action<string> complain)
{
    /// <summary>The rollout of a configuration.</summary>
    /// <exception cref="StartupException">The configuration does not exist.</exception>
    /// <exception cref="SourceException">There is no such rollout.</exception>
    public RolloutSpec OfConfig(string path) =>
        Named(
            [.. RolloutBook.Empty.Read(ConfigFile.Read(new FileProvider(path), path)).Specs],
            path,
            $"serinus check --config {path} says why"
        );

    /// <summary>The rollout of a Canary, ours or Flagger's.</summary>
    /// <exception cref="SourceException">There is no such Canary.</exception>
    public RolloutSpec OfManifests(string[] paths, TextReader input)
    {
        var read = CanaryManifests.Read(paths, input);
        foreach (var problem in read.Problems)
            complain(problem);
        var spec = Named(read.Specs.AsSpan().ToArray(), string.Join(", ", paths), "add a Canary");
        foreach (var problem in SpecCheck.Problems(spec))
            complain($"{spec.Name} {problem.Field}: {problem.Message}; {problem.Cure}");
        return spec;
    }

    /// <summary>A rollout of these steps.</summary>
    /// <exception cref="SourceException">They cannot be read.</exception>
    public RolloutSpec OfSteps(string steps)
    {
        if (ShortSteps.Read(steps, out var problem) is not { } read)
            throw new SourceException($"--steps: {problem}; {ShortSteps.Cure}");
        var analysis = new AnalysisSpec { StepWeights = read.Weights };
        var spec = new RolloutSpec
        {
            Name = name ?? "rollout",
            Stable = "stable",
            Canary = "canary",
            Analysis = read.Interval is { } interval ? analysis with { Interval = interval } : analysis,
        };
        return SpecCheck.Problems(spec) is [var first, ..]
            ? throw new SourceException($"--steps: {first.Message}; {first.Cure}")
            : spec;
    }

    private RolloutSpec Named(RolloutSpec[] specs, string where, string cure)
    {
        if (specs.Length == 0)
            throw new SourceException($"{where} has no rollout that can be carried out; {cure}");
        // A Canary is called as in its manifest, with its namespace or without.
        var found = name is null
            ? specs
            : [.. specs.Where(spec => spec.Name == name || spec.Name.EndsWith($"/{name}", StringComparison.Ordinal))];
        return found is [var only]
            ? only
            : throw new SourceException(
                $"name one of the rollouts of {where}: {string.Join(", ", specs.Select(spec => spec.Name))}"
            );
    }
}
