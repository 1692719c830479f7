using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What Canaries of manifest files ask for, ours and Flagger's; no cluster is needed.</summary>
/// <param name="Specs">Rollouts that can be carried out, named <c>namespace/name</c>.</param>
/// <param name="Problems">What of the files cannot be read or is left out, a sentence each.</param>
public sealed record CanaryManifests(ImmutableArray<RolloutSpec> Specs, ImmutableArray<string> Problems)
{
    /// <summary>Reads files.</summary>
    /// <param name="paths">Files and directories; <c>-</c> is what <paramref name="input"/> has.</param>
    /// <param name="input">Standard input.</param>
    public static CanaryManifests Read(IEnumerable<string> paths, TextReader input)
    {
        var files = ManifestFiles.Read(paths, input);
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var (path, breakage) in files.Broken)
            problems.Add($"{path}:{breakage.Line}:{breakage.Column}: {breakage.Message}; {breakage.Cure}");
        var references = new CanaryReferences
        {
            MetricTemplates = files
                .Documents.Where(document => document.Kind == CustomResources.MetricTemplate.Kind)
                .Select(document => SpecObject<MetricTemplateSpec>.Read(document.Json, document.Kind))
                .DistinctBy(template => template.Meta.Key)
                .ToImmutableDictionary(template => template.Meta.Key),
        };
        return new CanaryManifests(
            [
                .. files
                    .Documents.Where(document => document.Kind == CustomResources.Canary.Kind)
                    .Select(document => SpecOf(document, references, problems))
                    .OfType<RolloutSpec>(),
            ],
            problems.ToImmutable()
        );
    }

    private static RolloutSpec? SpecOf(
        ManifestDocument document,
        CanaryReferences references,
        ImmutableArray<string>.Builder told
    )
    {
        var canary = CanaryObject.Read(document.Json);
        var problems = new ObjectProblems(Kinds.Canary, canary.Meta.Key);
        var spec = canary.IsReadable ? new RolloutReader(canary, references, problems).Read([]) : null;
        foreach (var problem in canary.Problems.Concat(problems.ToImmutable()))
            told.Add($"{document.Path}: {canary.Meta.Key} {problem.Field}: {problem.Message}; {problem.Cure}");
        return spec;
    }
}
