namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>One walk through an expression with one result.</summary>
internal sealed class Evaluation(ExpressionValue result)
{
    /// <summary>Looking at this many characters is as much work as looking at one value.</summary>
    private const int CharactersPerWork = 64;

    private int work;
    private ExpressionValue item = ExpressionValue.None;

    /// <summary>Whether the expression holds; null when there is no value to tell by.</summary>
    public bool? Condition(Node node) =>
        Value(node) switch
        {
            ExpressionValue.Flag flag => flag.Value,
            ExpressionValue.Nil => null,
            var other => throw new ExpressionException(
                node.Column,
                $"true or false is wanted, and this gives {other.Kind}; compare it, as in result[0] >= 0.95"
            ),
        };

    private ExpressionValue Value(Node node)
    {
        Work(node, 1);
        var value = Evaluate(node);
        if (value is ExpressionValue.Text text)
            Work(node, text.Value.Length / CharactersPerWork);
        return value;
    }

    private ExpressionValue Evaluate(Node node) =>
        node switch
        {
            Node.Literal literal => literal.Value,
            Node.Result => result,
            Node.Item => item,
            Node.ListOf list => new ExpressionValue.List([.. list.Items.Select(Value)]),
            Node.Member member => Member(member),
            Node.Unary unary => Unary(unary),
            Node.Binary { Operator: Operator.And or Operator.Or } logic => Logic(logic),
            Node.Binary { Operator: Operator.Equal or Operator.Unequal } equality => Equality(equality),
            Node.Binary { Operator: Operator.Coalesce } either => Value(either.Left)
                is { } left
                    and not ExpressionValue.Nil
                ? left
                : Value(either.Right),
            Node.Binary { Operator: Operator.In or Operator.NotIn } membership => Membership(membership),
            Node.Binary binary => Operators.Binary(binary, Value(binary.Left), Value(binary.Right)),
            Node.Choice choice => Condition(choice.Condition) switch
            {
                true => Value(choice.Then),
                false => Value(choice.Otherwise),
                null => ExpressionValue.None,
            },
            Node.Call call when Functions.IsLoop(call.Function) => Loop(call),
            Node.Call call => Functions.Call(call, Value(call.Arguments[0]), () => Value(call.Arguments[1])),
            _ => throw new InvalidOperationException($"no value of {node.GetType().Name}"),
        };

    private ExpressionValue Member(Node.Member member)
    {
        var of = Value(member.Of);
        var key = Value(member.Key);
        switch (of, key)
        {
            case (ExpressionValue.Nil, _) or (_, ExpressionValue.Nil):
                return ExpressionValue.None;
            case (ExpressionValue.Map map, ExpressionValue.Text name):
                return map.Fields.GetValueOrDefault(name.Value, ExpressionValue.None);
            case (ExpressionValue.List list, ExpressionValue.Number { Value: var position }):
                if (position != Math.Truncate(position) || double.IsInfinity(position))
                    throw new ExpressionException(member.Key.Column, $"position {key} is no whole number");
                // From the end when negative: [-1] is the last.
                var index = position < 0 ? position + list.Items.Length : position;
                return index >= 0 && index < list.Items.Length ? list.Items[(int)index] : ExpressionValue.None;
            default:
                throw new ExpressionException(
                    member.Column,
                    of switch
                    {
                        ExpressionValue.List => "a list has positions, and no fields; write [0] first",
                        ExpressionValue.Map => "an object has fields, and no positions; write .name",
                        _ => $"{of.Kind} has no parts; write result without what follows it",
                    }
                );
        }
    }

    private ExpressionValue Unary(Node.Unary unary)
    {
        if (unary.Operator == Operator.Not)
            return Condition(unary.Operand) is { } holds ? ExpressionValue.Of(!holds) : ExpressionValue.None;
        return Value(unary.Operand) switch
        {
            ExpressionValue.Nil => ExpressionValue.None,
            ExpressionValue.Number number => ExpressionValue.Of(
                unary.Operator == Operator.Minus ? -number.Value : number.Value
            ),
            var other => throw new ExpressionException(
                unary.Column,
                $"a sign stands before {other.Kind}; it takes a number"
            ),
        };
    }

    /// <summary>Kleene's logic: what is not known decides nothing, and keeps nothing from being decided.</summary>
    private ExpressionValue Logic(Node.Binary logic)
    {
        var decides = logic.Operator == Operator.Or;
        var left = Condition(logic.Left);
        if (left == decides)
            return ExpressionValue.Of(decides);
        var right = Condition(logic.Right);
        if (right == decides)
            return ExpressionValue.Of(decides);
        return left is null || right is null ? ExpressionValue.None : ExpressionValue.Of(!decides);
    }

    private ExpressionValue Equality(Node.Binary equality)
    {
        var left = Value(equality.Left);
        var right = Value(equality.Right);
        bool isEqual;
        if (IsWrittenNil(equality.Left) || IsWrittenNil(equality.Right))
            isEqual = left is ExpressionValue.Nil && right is ExpressionValue.Nil;
        else if (left is ExpressionValue.Nil || right is ExpressionValue.Nil)
            return ExpressionValue.None;
        else
            isEqual = AreEqual(equality, left, right);
        return ExpressionValue.Of(isEqual == (equality.Operator == Operator.Equal));
    }

    private ExpressionValue Membership(Node.Binary membership)
    {
        var left = Value(membership.Left);
        var right = Value(membership.Right);
        if (left is ExpressionValue.Nil || right is ExpressionValue.Nil)
            return ExpressionValue.None;
        if (right is ExpressionValue.List searched)
            Work(membership, searched.Items.Length);
        var isIn = (left, right) switch
        {
            (_, ExpressionValue.List list) => list.Items.Any(one =>
                one.GetType() == left.GetType() && AreEqual(membership, one, left)
            ),
            (ExpressionValue.Text name, ExpressionValue.Map map) => map.Fields.ContainsKey(name.Value),
            _ => throw new ExpressionException(
                membership.Column,
                $"'in' looks into a list, or for a text among the fields of an object, and not into {right.Kind}"
            ),
        };
        return ExpressionValue.Of(isIn == (membership.Operator == Operator.In));
    }

    private bool AreEqual(Node node, ExpressionValue left, ExpressionValue right)
    {
        if (left.GetType() != right.GetType())
            throw new ExpressionException(
                node.Column,
                $"{left.Kind} is compared with {right.Kind}; make both numbers with asFloat, or put the other in quotes"
            );
        Work(node, Size(left));
        return left.Equals(right);
    }

    private ExpressionValue Loop(Node.Call call)
    {
        var of = Value(call.Arguments[0]);
        if (of is ExpressionValue.Nil)
            return of;
        if (of is not ExpressionValue.List list)
            throw new ExpressionException(
                call.Column,
                $"{call.Function} looks at the items of a list, and not at {of.Kind}"
            );

        var decides = call.Function == "any";
        var isUnknown = false;
        var outer = item;
        foreach (var one in list.Items)
        {
            item = one;
            var holds = Condition(call.Arguments[1]);
            if (holds == decides)
            {
                item = outer;
                return ExpressionValue.Of(decides);
            }

            isUnknown |= holds is null;
        }

        item = outer;
        return isUnknown ? ExpressionValue.None : ExpressionValue.Of(!decides);
    }

    private void Work(Node node, int values)
    {
        work += values;
        if (work > Expression.WorkMax)
            throw new ExpressionException(
                node.Column,
                $"more than {Expression.WorkMax} values are looked at; let the query do the work"
            );
    }

    private static int Size(ExpressionValue value) =>
        value switch
        {
            ExpressionValue.List list => 1 + list.Items.Sum(Size),
            ExpressionValue.Map map => 1 + map.Fields.Values.Sum(Size),
            _ => 1,
        };

    private static bool IsWrittenNil(Node node) => node is Node.Literal { Value: ExpressionValue.Nil };
}
