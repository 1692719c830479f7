using System.Collections.Immutable;
using CsCheck;
using Serinus.Rollouts.Analysis.Templates;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Analysis.Templates;

public class TemplateTests
{
    private static readonly RolloutSpec Spec = new()
    {
        Name = "shop/cart",
        Stable = "cart-primary",
        Canary = "cart",
        Variables = ImmutableDictionary<string, string>.Empty.Add("ingress", "front"),
    };

    private static readonly MetricSpec Metric = new()
    {
        Name = "errors",
        Interval = TimeSpan.FromSeconds(90),
        Variables = ImmutableDictionary<string, string>.Empty.Add("code", "5.."),
    };

    private static readonly IReadOnlyDictionary<string, string> Values = TemplateValues.Of(Spec, Metric, "v7");

    [Theory]
    [InlineData(
        "rate(x{ns=\"{{ namespace }}\",app=~\"{{target}}\"}[{{ interval }}])",
        "rate(x{ns=\"shop\",app=~\"cart\"}[1m30s])"
    )]
    [InlineData("{{ name }}/{{ stable }}/{{ canary }}/{{ revision }}/{{ ingress }}", "cart/cart-primary/cart/v7/front")]
    [InlineData("{{ variables.code }}{{args.code}}", "5..5..")]
    [InlineData("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}")]
    [InlineData("{{ \"{{\" }} name }}", "{{ name }}")]
    [InlineData("", "")]
    public void Names_stand_for_values(string text, string filled) =>
        Assert.Equal(filled, Template.Read(text, out _)!.Fill(Values, out _));

    [Fact]
    public void A_name_without_a_value_is_told_with_those_that_have_one()
    {
        Assert.Null(Template.Read("x{{ service }}", out _)!.Fill(Values, out var problem));

        Assert.StartsWith("there is no value for {{ service }}; there are args.code, canary, ingress", problem);
    }

    [Theory]
    [InlineData("a{{ name")]
    [InlineData("a{{ name }")]
    [InlineData("a{{ name | upper }}")]
    [InlineData("a{{ .name }} {{}}")]
    [InlineData("a{{")]
    [InlineData("a{{ \"x")]
    [InlineData("a{{ \"x\"")]
    public void Braces_that_are_not_closed_around_a_name_are_told(string text)
    {
        var template = Template.Read(text, out var problem);

        // ".name" is read as a name, which nobody has; the empty one after it is told.
        Assert.Null(template);
        Assert.Contains("{{ is followed by a name and }}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_without_braces_stays_as_it_is() =>
        Gen
            .String.Where(text => !text.Contains("{{", StringComparison.Ordinal))
            .Sample(text => Assert.Equal(text, Template.Read(text, out _)!.Fill(Values, out _)));

    [Fact]
    public void What_is_filled_in_is_not_read_again()
    {
        var values = new Dictionary<string, string> { ["a"] = "{{ b }}", ["b"] = "no" };

        Assert.Equal("{{ b }}", Template.Read("{{ a }}", out _)!.Fill(values, out _));
    }

    [Fact]
    public void Length_is_bounded_before_and_after()
    {
        var values = new Dictionary<string, string> { ["a"] = new('x', 15_000) };

        Assert.Null(Template.Read(new string('x', Template.LengthMax + 1), out _));
        Assert.Null(Template.Read("{{ a }}{{ a }}", out _)!.Fill(values, out var problem));
        Assert.Contains("more than", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60_000, "1m")]
    [InlineData(1, "1ms")]
    [InlineData(90_061_001, "25h1m1s1ms")]
    [InlineData(500, "500ms")]
    public void A_duration_is_written_as_Prometheus_reads_it(int milliseconds, string written) =>
        Assert.Equal(written, TemplateValues.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void A_rollout_without_namespace_has_an_empty_one() =>
        Assert.Equal(
            "|cart",
            Template
                .Read("{{ namespace }}|{{ name }}", out _)!
                .Fill(TemplateValues.Of(Spec with { Name = "cart" }, Metric, ""), out _)
        );
}
