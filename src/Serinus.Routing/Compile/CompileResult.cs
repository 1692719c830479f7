using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>What compiling gave.</summary>
/// <param name="Snapshot">What is to be served; never null, possibly without routes.</param>
/// <param name="Problems">Everything wrong, of providers and of compiling, with locations where known.</param>
public sealed record CompileResult(Snapshot Snapshot, ImmutableArray<Problem> Problems);
