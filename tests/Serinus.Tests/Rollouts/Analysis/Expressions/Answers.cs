using System.Collections.Immutable;
using Serinus.Rollouts.Analysis.Expressions;

namespace Serinus.Tests.Rollouts.Analysis.Expressions;

/// <summary>What sources answer, written short.</summary>
internal static class Answers
{
    public static ExpressionValue Number(double value) => ExpressionValue.Of(value);

    public static ExpressionValue.List List(params ExpressionValue[] items) => new([.. items]);

    public static ExpressionValue.List Numbers(params double[] items) => new([.. items.Select(ExpressionValue.Of)]);

    public static ExpressionValue.Map Fields(params (string Name, ExpressionValue Value)[] fields) =>
        new(fields.ToImmutableDictionary(field => field.Name, field => field.Value));
}
