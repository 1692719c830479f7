using System.Collections.Immutable;

namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>A part of an expression, and where it stands.</summary>
/// <param name="Column">Of its operator, or of its beginning where it has none.</param>
internal abstract record Node(int Column)
{
    /// <summary>A value that was written out.</summary>
    public sealed record Literal(int Column, ExpressionValue Value) : Node(Column);

    /// <summary><c>result</c>.</summary>
    public sealed record Result(int Column) : Node(Column);

    /// <summary><c>#</c>: the item that any or all looks at.</summary>
    public sealed record Item(int Column) : Node(Column);

    /// <summary><c>[a, b]</c>.</summary>
    public sealed record ListOf(int Column, ImmutableArray<Node> Items) : Node(Column);

    /// <summary><c>a[b]</c> and <c>a.b</c>.</summary>
    public sealed record Member(int Column, Node Of, Node Key) : Node(Column);

    /// <summary><c>-a</c> and <c>!a</c>.</summary>
    public sealed record Unary(int Column, Operator Operator, Node Operand) : Node(Column);

    /// <summary><c>a + b</c> and the like.</summary>
    public sealed record Binary(int Column, Operator Operator, Node Left, Node Right) : Node(Column);

    /// <summary><c>a ? b : c</c>.</summary>
    public sealed record Choice(int Column, Node Condition, Node Then, Node Otherwise) : Node(Column);

    /// <summary><c>name(a, b)</c>.</summary>
    public sealed record Call(int Column, string Function, ImmutableArray<Node> Arguments) : Node(Column);
}
