using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Turns what providers say into what is served.</summary>
public static class Compiler
{
    /// <summary>
    /// Compiles fragments. A bad object is left out alone, with a problem, and its last good version in <paramref name="previous"/> stays.
    /// Objects that did not change (the same config instance) are taken over from <paramref name="previous"/> as they are.
    /// </summary>
    /// <param name="fragments">One per provider; of two objects of the same kind and name the first wins.</param>
    /// <param name="previous">The snapshot served now, or null.</param>
    /// <param name="signingKey">Signs cohort cookies; 32 bytes or more.</param>
    public static CompileResult Compile(
        ImmutableArray<Fragment> fragments,
        Snapshot? previous,
        ReadOnlyMemory<byte> signingKey
    ) => throw new NotImplementedException();
}
