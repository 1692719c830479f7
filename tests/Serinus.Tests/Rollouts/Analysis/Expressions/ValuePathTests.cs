using Serinus.Rollouts.Analysis.Expressions;
using static Serinus.Tests.Rollouts.Analysis.Expressions.Answers;

namespace Serinus.Tests.Rollouts.Analysis.Expressions;

public class ValuePathTests
{
    private static readonly ExpressionValue.Map Answer = Fields(
        ("a", Fields(("b", List(Number(1), Number(2))), ("x.y", Number(3)))),
        ("rows", List(Fields(("v", Number(4))), Fields(("v", Number(5))))),
        ("nothing", ExpressionValue.None),
        ("none", List())
    );

    [Theory]
    [InlineData("{$.a.b[0]}", "1")]
    [InlineData("$.a.b[1]", "2")]
    [InlineData("a.b[-1]", "2")]
    [InlineData("{.a['x.y']}", "3")]
    [InlineData("{$['a'][\"b\"]}", "[1, 2]")]
    [InlineData("{$.rows[*].v}", "[4, 5]")]
    [InlineData("{$.rows.*.v}", "[4, 5]")]
    [InlineData("{$.nothing}", "nil")]
    [InlineData("{$.nothing.deeper}", "nil")]
    [InlineData("{$.none[0].v}", "nil")]
    [InlineData("{$.none[*].v}", "[]")]
    [InlineData("{$.rows[7].v}", "nil")]
    public void It_leads_to_a_value(string path, string value) =>
        Assert.Equal(value, ValuePath.Read(path, out _)!.Select(Answer, out _)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("{$}")]
    [InlineData("{}")]
    public void Nothing_is_the_whole_answer(string path) =>
        Assert.Same(Answer, ValuePath.Read(path, out _)!.Select(Answer, out _));

    [Theory]
    [InlineData("{$.a.c}", "'c' is looked for in an object that has b, x.y")]
    [InlineData("{$.a[0]}", "[0] is looked for in an object")]
    [InlineData("{$.a.b.c}", "'c' is looked for in a list")]
    [InlineData("{$.a.b[0].c}", "'c' is looked for in a number")]
    public void A_field_that_is_missing_is_told_and_is_not_taken_for_no_data(string path, string words)
    {
        Assert.Null(ValuePath.Read(path, out _)!.Select(Answer, out var problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{$.a", 5, "close it")]
    [InlineData("{$..a}", 4, "searches")]
    [InlineData("{$a}", 3, "cannot follow")]
    [InlineData("{$.a[0:2]}", 6, "ranges")]
    [InlineData("{$.a[?(@.x)]}", 6, "conditions")]
    [InlineData("{$.a[0}", 5, "has no end")]
    [InlineData("{$.a['b}", 6, "has no end")]
    [InlineData("{$.a b}", 5, "cannot follow")]
    [InlineData("{$.a*}", 4, "* stands alone")]
    [InlineData("{$.}", 4, "a name is wanted")]
    public void What_is_wrong_is_told_with_its_place_and_cure(string path, int column, string words)
    {
        Assert.Null(ValuePath.Read(path, out var problem));
        Assert.Contains(words, problem!.Text, StringComparison.Ordinal);
        Assert.Equal(column, problem.Column);
    }

    [Fact]
    public void Length_and_parts_are_bounded()
    {
        Assert.Null(ValuePath.Read(new string('a', 501), out _));
        Assert.Null(ValuePath.Read(string.Concat(Enumerable.Repeat(".a", 33)), out _));
    }
}
