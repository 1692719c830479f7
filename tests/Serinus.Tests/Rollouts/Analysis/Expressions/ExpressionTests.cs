using CsCheck;
using Serinus.Rollouts.Analysis.Expressions;
using static Serinus.Tests.Rollouts.Analysis.Expressions.Answers;

namespace Serinus.Tests.Rollouts.Analysis.Expressions;

public class ExpressionTests
{
    /// <summary>What <c>result</c> is in these tests, but where another one is given.</summary>
    private static readonly ExpressionValue.Map Answer = Fields(
        ("n", Number(3)),
        ("ok", ExpressionValue.Of(true)),
        ("text", new ExpressionValue.Text("release-7")),
        ("nothing", ExpressionValue.None),
        ("list", List(Number(1), Number(2), Number(3))),
        ("gap", List(Number(1), ExpressionValue.None)),
        ("deep", Fields(("a.b", List(Fields(("c", Number(7)))))))
    );

    [Theory]
    [InlineData("true")]
    [InlineData("not false")]
    [InlineData("!false && !false")]
    [InlineData("result.n == 3")]
    [InlineData("result[\"n\"] == 3")]
    [InlineData("result['n'] != 4")]
    [InlineData("result.n >= 3 and result.n <= 3.0")]
    [InlineData("result.n > 2 && result.n < 3.5e0")]
    [InlineData("1 + 2 * 3 == 7")]
    [InlineData("(1 + 2) * 3 == 9")]
    [InlineData("-2 ** 2 == -4")]
    [InlineData("2 ^ 3 == 8")]
    [InlineData("7 % 4 == 3 && 7 / 2 == 3.5")]
    [InlineData("10 - 3 - 2 == 5")]
    [InlineData(".5 + .5 == 1e0")]
    [InlineData("false || true && true")]
    [InlineData("true or false and false")]
    [InlineData("result.n in [1, 2, 3]")]
    [InlineData("result.n not in [1, 2]")]
    [InlineData("'n' in result && 'x' not in result")]
    [InlineData("2 in result.list")]
    [InlineData("result.list[0] == 1 && result.list[-1] == 3")]
    [InlineData("result.deep['a.b'][0].c == 7")]
    [InlineData("result.deep?.c == nil")]
    [InlineData("result.ok ? result.n == 3 : false")]
    [InlineData("result.n > 5 ? false : result.n > 2 ? true : false")]
    [InlineData("result.text startsWith 'release' and result.text endsWith `-7` and result.text contains \"se-\"")]
    [InlineData("'a\\n\\'\\\\' == \"a\\n'\\\\\"")]
    [InlineData("'abc' < 'abd'")]
    [InlineData("asInt('7') + asInt(2.9) == 9")]
    [InlineData("asFloat('0.25') == 0.25 && asFloat(true) == 1")]
    [InlineData("isInf(asFloat('+Inf')) && not isInf(1) && not isInf(asFloat('NaN'))")]
    [InlineData("isNaN(asFloat('NaN')) && isNaN(0/0) && not isNaN(1)")]
    [InlineData("isNil(result.nothing) && result.nothing == nil && nil == result.missing && result.n != nil")]
    [InlineData("default(result.nothing, 5) == 5 && default(result.n, 5) == 3 && (result.nothing ?? 5) == 5")]
    [InlineData("len(result.list) == 3 && len(result.text) == 9 && len('äü') == 2 && len(result.deep) == 1")]
    [InlineData("all(result.list, # > 0) && any(result.list, # == 2) && !any(result.list, {# > 3})")]
    [InlineData("all([[1, 2], [3]], any(#, # in [1, 3]))")]
    [InlineData("[1, 2] == [1, 2] && [1] != [2]")]
    [InlineData("result.list == [1,2,3]")]
    public void It_holds(string text) => Assert.True(Holds(text, Answer));

    [Theory]
    [InlineData("false")]
    [InlineData("result.n > 3")]
    [InlineData("result.nothing > 3 && false")]
    [InlineData("all(result.gap, # > 1)")]
    [InlineData("len(result.list) > 3 && result.list[9] > 0")]
    [InlineData("result.n == nil")]
    [InlineData("any([], # > 1)")]
    public void It_does_not_hold(string text) => Assert.False(Holds(text, Answer));

    /// <summary>No data is neither good nor bad.</summary>
    [Theory]
    [InlineData("result.nothing > 3")]
    [InlineData("not (result.nothing > 3)")]
    [InlineData("result.list[3] > 0")]
    [InlineData("result.list[-4] > 0")]
    [InlineData("result.missing.deeper[0] == 1")]
    [InlineData("result.nothing + 1 == 1")]
    [InlineData("-result.nothing < 0")]
    [InlineData("0 / 0 > 1")]
    [InlineData("asFloat('NaN') == asFloat('NaN')")]
    [InlineData("result.nothing > 3 || false")]
    [InlineData("true && result.nothing > 3")]
    [InlineData("result.nothing in [1]")]
    [InlineData("result.nothing ? true : false")]
    [InlineData("all(result.gap, # > 0)")]
    [InlineData("any(result.nothing, # > 0)")]
    [InlineData("len(result.nothing) > 0")]
    [InlineData("asInt(result.nothing) > 0")]
    [InlineData("nil")]
    public void It_cannot_be_told_without_a_value(string text) => Assert.Null(Holds(text, Answer));

    [Fact]
    public void A_list_may_be_asked_whether_it_is_empty()
    {
        var empty = List();

        Assert.True(Holds("len(result) == 0 || result[0] > 0.95", empty));
        Assert.True(Holds("isNaN(result[0]) || result[0] > 0.95", empty));
        Assert.Null(Holds("result[0] > 0.95", empty));
        Assert.True(Holds("default(result[0], 1) > 0.95", empty));
    }

    [Theory]
    [InlineData("", 1, "there is no expression")]
    [InlineData("result[0] > ", 13, "the end stands where a value is wanted")]
    [InlineData("result = 1", 8, "write ==")]
    [InlineData("result == 1 & true", 13, "write &&")]
    [InlineData("result == 1 | true", 13, "write ||")]
    [InlineData("resul > 1", 1, "there is no 'resul'; write result")]
    [InlineData("result > 1 result", 12, "cannot follow here")]
    [InlineData("1 < result < 2", 12, "join the two with &&")]
    [InlineData("(result > 1", 12, "stands where ')' is wanted")]
    [InlineData("result[0 > 1", 13, "stands where ']' is wanted")]
    [InlineData("result. > 1", 9, "is no name of a field")]
    [InlineData("result > 5ms", 10, "without a unit")]
    [InlineData("result > 1.2.3", 10, "is no number")]
    [InlineData("result == 'abc", 11, "has no end")]
    [InlineData("result == 'a\\x'", 13, "\\x means nothing")]
    [InlineData("result == $1", 11, "'$' means nothing here")]
    [InlineData("result == \u0007", 11, "U+0007")]
    [InlineData("system('x')", 1, "there is no function 'system'; there are asInt")]
    [InlineData("isNaN()", 1, "takes 1 value, not 0")]
    [InlineData("default(result)", 1, "takes 2 values, not 1")]
    [InlineData("isNaN", 1, "is a function; write isNaN(result)")]
    [InlineData("# > 1", 1, "inside any(…) and all(…) only")]
    [InlineData("all(result, # > 1) && # > 1", 23, "inside any(…) and all(…) only")]
    [InlineData("result[0] * 100", 11, "gives a number, and true or false is wanted")]
    [InlineData("'x'", 1, "gives a text")]
    [InlineData("result > 1 ? true", 18, "':' is wanted")]
    [InlineData("default(result, {1}) > 2", 17, "'{' stands where a value is wanted")]
    public void What_is_wrong_is_told_with_its_place_and_cure(string text, int column, string words)
    {
        Assert.Null(Expression.Read(text, out var problem));

        Assert.Contains(words, problem!.Text, StringComparison.Ordinal);
        Assert.Equal(column, problem.Column);
    }

    [Theory]
    [InlineData("result.n", 7, "true or false is wanted, and this gives a number")]
    [InlineData("result.text > 3", 13, "make the text a number with asFloat")]
    [InlineData("result.list > 3", 13, "all(result, # > 1)")]
    [InlineData("result > 3", 8, "take a field of the object")]
    [InlineData("result.n == '3'", 10, "a number is compared with text")]
    [InlineData("result.n && true", 7, "true or false is wanted")]
    [InlineData("result[0] > 1", 7, "an object has fields, and no positions")]
    [InlineData("result.list.x > 1", 12, "a list has positions, and no fields")]
    [InlineData("result.list[0.5] > 1", 13, "is no whole number")]
    [InlineData("result.n.x > 1", 9, "a number has no parts")]
    [InlineData("-result.text > 1", 1, "a sign stands before text")]
    [InlineData("asFloat(result.text) > 1", 1, "and not of the text \"release-7\"")]
    [InlineData("isNaN(result.list)", 1, "write isNaN(result[0])")]
    [InlineData("len(result.n) > 1", 1, "has no length")]
    [InlineData("1 in result.n", 3, "looks into a list")]
    [InlineData("any(result.n, # > 1)", 1, "looks at the items of a list")]
    [InlineData("result.text + 'x' == 'y'", 13, "texts are not calculated with")]
    [InlineData("result.n contains 3", 10, "looks into a text")]
    public void A_result_it_does_not_fit_is_told_with_its_place_and_cure(string text, int column, string words)
    {
        var expression = Expression.Read(text, out _)!;

        Assert.Null(expression.Holds(Answer, out var problem));
        Assert.Contains(words, problem!.Text, StringComparison.Ordinal);
        Assert.Equal(column, problem.Column);
    }

    [Fact]
    public void Length_depth_and_parts_are_bounded()
    {
        AssertRefused(new string(' ', Expression.LengthMax) + "true", "characters");
        AssertRefused(new string('(', 60) + "true" + new string(')', 60), "inside each other");
        AssertRefused(string.Concat(Enumerable.Repeat("!", 60)) + "true", "inside each other");
        AssertRefused("true" + string.Concat(Enumerable.Repeat("||true", 300)), "parts");

        static void AssertRefused(string text, string words)
        {
            Assert.Null(Expression.Read(text, out var problem));
            Assert.Contains(words, problem!.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Work_is_bounded()
    {
        var thousand = List([.. Enumerable.Range(0, 1000).Select(i => Number(i))]);
        var expression = Expression.Read("all(result, all(result, # >= 0) && all(result, # >= 0))", out _)!;

        Assert.Null(expression.Holds(thousand, out var problem));
        Assert.Contains("values are looked at", problem!.Text, StringComparison.Ordinal);
    }

    /// <summary>What was decided without a value stays decided whatever the value turns out to be.</summary>
    [Fact]
    public void A_value_that_comes_later_never_turns_what_was_decided_without_it() =>
        Gen.Select(Conditions.Any, Gen.Double[-3, 3], Gen.Double[-3, 3])
            .Sample(
                (text, a, b) =>
                {
                    var expression = Expression.Read(text, out var problem);
                    Assert.True(expression is not null, $"{text}: {problem}");
                    if (Holds(text, List()) is { } decided)
                        Assert.Equal(decided, Holds(text, List(Number(a), Number(b))));
                }
            );

    [Fact]
    public void Arithmetic_is_that_of_doubles() =>
        Conditions.Arithmetic.Sample(
            (text, expected) =>
            {
                var holds = Holds($"{text} == 0 || {text} != 0", List());
                if (double.IsNaN(expected))
                    Assert.Null(holds);
                else
                    Assert.True(Holds($"{text} == asFloat('{ExpressionValue.Of(expected)}')", List()));
            }
        );

    [Fact]
    public void Spaces_and_parentheses_around_an_expression_change_nothing() =>
        Conditions
            .Any.Select(text => (Text: text, Wide: $" ( {text.Replace(" ", "\n\t ")} ) "))
            .Where(one => one.Wide.Length <= Expression.LengthMax)
            .Sample(one =>
                Assert.Equal(Holds(one.Text, List(Number(1), Number(-1))), Holds(one.Wide, List(Number(1), Number(-1))))
            );

    private static bool? Holds(string text, ExpressionValue result)
    {
        var expression = Expression.Read(text, out var problem);
        Assert.True(expression is not null, $"{text}: {problem}");
        var holds = expression.Holds(result, out problem);
        Assert.True(problem is null, $"{text}: {problem}");
        return holds;
    }
}
