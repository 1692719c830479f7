using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>An object with the texts of the PEM files it names.</summary>
/// <param name="Said">What each of them said.</param>
/// <param name="Config">The object with its texts; null when they cannot be served.</param>
/// <param name="Problems">What is wrong with them.</param>
/// <param name="Until">When the clock alone makes something else of it: certificates expire.</param>
internal sealed record FilledObject(
    ImmutableArray<PemText> Said,
    object? Config,
    ImmutableArray<Problem> Problems,
    DateTimeOffset Until
);
