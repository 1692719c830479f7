using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Migrate;

/// <summary>Ingresses for Serinus, and what of the old ones is not in them.</summary>
/// <param name="Objects">The objects, in the order of the input.</param>
/// <param name="Problems">Errors for what has no equivalent, warnings for what has another.</param>
/// <param name="PassedOver">What was left as it is, one sentence for each file.</param>
public sealed record MigrationResult(
    ImmutableArray<MigratedObject> Objects,
    ImmutableArray<Problem> Problems,
    ImmutableArray<string> PassedOver
);
