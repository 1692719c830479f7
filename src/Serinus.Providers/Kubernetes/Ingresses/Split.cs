using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>How requests of a path are shared by its arms, before it is known which of them can serve.</summary>
/// <param name="Shares">Share of each arm, in total one or zero.</param>
/// <param name="ListedSum">Sum of the percentages of the arms that are listed, in percent; null when no annotation lists any.</param>
/// <param name="HasOmitted">Whether some arm is not listed, and so takes the remainder.</param>
internal sealed record Split(ImmutableArray<Fraction> Shares, Fraction? ListedSum, bool HasOmitted)
{
    private static readonly Fraction hundred = new(100, 1);

    /// <summary>Shares the requests of a path.</summary>
    /// <param name="percents">Percentage of each arm; null for an arm that is not listed.</param>
    /// <param name="counts">Ready targets of each arm, those of a Service listed twice counted twice.</param>
    public static Split Of(ImmutableArray<decimal?> percents, ImmutableArray<int> counts)
    {
        if (percents.All(percent => percent is null))
            return new Split(ByCount([.. counts.Select(_ => true)], counts, Fraction.One), null, false);
        ImmutableArray<Fraction> listed = [.. percents.Select(percent => Fraction.Of(percent ?? 0) / hundred)];
        var sum = Fraction.Sum(listed);
        var isOmitted = percents.Select(percent => percent is null).ToImmutableArray();
        var hasOmitted = isOmitted.Contains(true);
        var shares = listed;
        if (hasOmitted && Fraction.One > sum)
        {
            var rest = ByCount(isOmitted, counts, Fraction.One - sum);
            shares = [.. listed.Select((share, i) => isOmitted[i] ? rest[i] : share)];
        }

        return new Split(Serinus.Providers.Kubernetes.Ingresses.Shares.Normalised(shares), sum * hundred, hasOmitted);
    }

    /// <summary>Shares without the arms that cannot serve, as long as another with a share can: those take over in proportion.</summary>
    /// <param name="shares">The shares.</param>
    /// <param name="canServe">Whether each arm has a target.</param>
    public static ImmutableArray<Fraction> WithoutEmpty(ImmutableArray<Fraction> shares, ImmutableArray<bool> canServe)
    {
        var isAnyLeft = shares.Where((share, i) => !share.IsZero && canServe[i]).Any();
        return isAnyLeft ? [.. shares.Select((share, i) => canServe[i] ? share : Fraction.Zero)] : shares;
    }

    /// <summary>Divides a share by the number of targets; equally when there are none.</summary>
    private static ImmutableArray<Fraction> ByCount(
        ImmutableArray<bool> takes,
        ImmutableArray<int> counts,
        Fraction share
    )
    {
        var total = counts.Where((_, i) => takes[i]).Sum();
        var parts = takes.Count(part => part);
        return
        [
            .. counts.Select(
                (count, i) =>
                    !takes[i] ? Fraction.Zero
                    : total == 0 ? share * new Fraction(1, parts)
                    : share * new Fraction(count, total)
            ),
        ];
    }
}
