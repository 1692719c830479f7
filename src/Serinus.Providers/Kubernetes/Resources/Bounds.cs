using System.Globalization;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>The least and the largest of what is taken; NaN stands for none.</summary>
internal static class Bounds
{
    public static bool Hold(double value, double minimum, double maximum) => !(value < minimum) && !(value > maximum);

    /// <summary>What is taken, as the end of a sentence.</summary>
    public static string Words(string what, double minimum, double maximum) =>
        (double.IsNaN(minimum), double.IsNaN(maximum)) switch
        {
            (true, true) => what,
            (false, true) => string.Create(CultureInfo.InvariantCulture, $"{what}, {minimum} or more"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $"{what}, {maximum} or less"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{what} of {minimum} to {maximum}"),
        };

    /// <summary>Adds a bound to a schema, if there is one.</summary>
    public static void Put(MapNode schema, string key, double bound)
    {
        if (!double.IsNaN(bound))
            schema.Put(key, new ScalarNode(0, 0, ScalarKind.Number, bound.ToString(CultureInfo.InvariantCulture)));
    }
}
