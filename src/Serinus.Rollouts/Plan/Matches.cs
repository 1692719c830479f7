using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>Conditions of requests, compared by what they say.</summary>
internal static class Matches
{
    public static bool Same(ImmutableArray<RequestMatchSpec> left, ImmutableArray<RequestMatchSpec> right) =>
        left.AsSpan().SequenceEqual(right.AsSpan(), Comparer.Instance);

    private sealed class Comparer : IEqualityComparer<RequestMatchSpec>
    {
        public static Comparer Instance { get; } = new();

        public bool Equals(RequestMatchSpec? x, RequestMatchSpec? y) =>
            x is null ? y is null : y is not null && x.Values.AsSpan().SequenceEqual(y.Values.AsSpan());

        public int GetHashCode(RequestMatchSpec obj) => obj.Values.Length;
    }
}
