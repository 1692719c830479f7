using System.Collections.Immutable;
using System.Globalization;

namespace Serinus.Routing.Split;

/// <summary>Turns weights as people write them into whole numbers in the same proportion.</summary>
public static class Weights
{
    /// <summary>What the weights of a route may total once they are whole.</summary>
    public const int TotalMax = 1_000_000;

    /// <summary>
    /// Scales weights by the smallest power of ten that makes all whole, exactly (<c>39.3</c> and <c>60.7</c> become 393 and 607), and divides by
    /// what they have in common. False, with a reason, when one is below 0 or they total more than <see cref="TotalMax"/>.
    /// </summary>
    /// <param name="weights">The weights.</param>
    /// <param name="whole">The same proportions in the smallest whole numbers; all 0 when all weights are.</param>
    /// <param name="bad">Index of the weight that is wrong by itself, or -1 when their total is.</param>
    /// <param name="reason">What is wrong.</param>
    public static bool TryScale(
        ImmutableArray<decimal> weights,
        out ImmutableArray<int> whole,
        out int bad,
        out string reason
    )
    {
        whole = [];
        reason = "";
        for (bad = 0; bad < weights.Length; bad++)
        {
            if (weights[bad] is < 0 or > TotalMax)
            {
                var limit = weights[bad] < 0 ? "below 0" : "above 1000000";
                reason = string.Create(CultureInfo.InvariantCulture, $"weight {weights[bad]} is {limit}");
                return false;
            }
        }

        bad = -1;
        var scale = 1m;
        while (weights.Any(weight => decimal.Truncate(weight * scale) != weight * scale) && scale <= TotalMax)
            scale *= 10;
        var total = weights.Sum(weight => weight * scale);
        if (scale > TotalMax || total > TotalMax)
        {
            reason = string.Create(
                CultureInfo.InvariantCulture,
                $"the weights total {weights.Sum()} with {Math.Log10((double)scale):0} decimals, which is finer than one in a million"
            );
            return false;
        }

        var numbers = weights.Select(weight => (int)(weight * scale)).ToArray();
        var common = numbers.Aggregate(0, GreatestCommonDivisor);
        whole = common == 0 ? [.. numbers] : [.. numbers.Select(number => number / common)];
        return true;
    }

    private static int GreatestCommonDivisor(int left, int right)
    {
        while (right != 0)
            (left, right) = (right, left % right);
        return left;
    }
}
