using System.Collections.Immutable;
using System.Globalization;

namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>What a source answered, and what an expression makes of it.</summary>
public abstract record ExpressionValue
{
    private protected ExpressionValue() { }

    /// <summary>No value: JSON's null, a number that is none (NaN), a position past the end of a list, a field that is not there.</summary>
    public static ExpressionValue None { get; } = new Nil();

    /// <summary>What it is, in a word for messages.</summary>
    internal abstract string Kind { get; }

    /// <summary>A number; <see cref="None"/> when it is none (NaN).</summary>
    /// <param name="value">The number.</param>
    public static ExpressionValue Of(double value) => double.IsNaN(value) ? None : new Number(value);

    /// <summary>True or false.</summary>
    /// <param name="value">Which.</param>
    public static ExpressionValue Of(bool value) => new Flag(value);

    /// <summary>No value.</summary>
    public sealed record Nil : ExpressionValue
    {
        internal override string Kind => "no value";

        /// <inheritdoc/>
        public override string ToString() => "nil";
    }

    /// <summary>True or false.</summary>
    /// <param name="Value">Which.</param>
    public sealed record Flag(bool Value) : ExpressionValue
    {
        internal override string Kind => Value ? "true" : "false";

        /// <inheritdoc/>
        public override string ToString() => Value ? "true" : "false";
    }

    /// <summary>A number, never NaN: that is <see cref="None"/>.</summary>
    /// <param name="Value">The number; it may be infinite.</param>
    public sealed record Number(double Value) : ExpressionValue
    {
        internal override string Kind => "a number";

        /// <inheritdoc/>
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Text.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : ExpressionValue
    {
        internal override string Kind => "text";

        /// <inheritdoc/>
        public override string ToString() => Value;
    }

    /// <summary>Values one after the other.</summary>
    /// <param name="Items">The values.</param>
    public sealed record List(ImmutableArray<ExpressionValue> Items) : ExpressionValue
    {
        internal override string Kind => "a list";

        /// <inheritdoc/>
        public bool Equals(List? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

        /// <inheritdoc/>
        public override int GetHashCode() => Items.Length;

        /// <inheritdoc/>
        public override string ToString() => $"[{string.Join(", ", Items)}]";
    }

    /// <summary>Values by name.</summary>
    /// <param name="Fields">The values.</param>
    public sealed record Map(ImmutableDictionary<string, ExpressionValue> Fields) : ExpressionValue
    {
        internal override string Kind => "an object";

        /// <inheritdoc/>
        public bool Equals(Map? other) =>
            other is not null
            && Fields.Count == other.Fields.Count
            && Fields.All(field => other.Fields.TryGetValue(field.Key, out var value) && field.Value.Equals(value));

        /// <inheritdoc/>
        public override int GetHashCode() => Fields.Count;

        /// <inheritdoc/>
        public override string ToString() =>
            $"{{{string.Join(", ", Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}: {f.Value}"))}}}";
    }
}
