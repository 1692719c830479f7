using Serinus.Providers.Traefik;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Traefik;

public class RuleParserTests
{
    [Fact]
    public void Host_has_no_case_and_path_has()
    {
        var (rule, _) = RuleParser.Parse(["Host: Foo.Bar ; Path:/FOObar"]);

        Assert.Equal(["foo.bar"], rule!.Hosts);
        Assert.Equal(new PathConfig(PathKind.Exact, "/FOObar"), Assert.Single(rule.Paths).Path);
    }

    [Theory]
    [InlineData("Path: /path1;Query:param_one=true, /path2", "query \"/path2\" is not written as name=value")]
    [InlineData("Hosst:a", "there is no rule Hosst")]
    [InlineData("Host", "\"Host\" is no rule")]
    [InlineData("Path:x", "path \"x\" does not begin with /")]
    [InlineData("PathPrefix:/a;Path:/b", "paths are given twice")]
    [InlineData("Path:/a/{b", "has braces that are not closed")]
    [InlineData("HostRegexp:{subdomain:(foo\\.)?bar\\.com}", "is not honoured")]
    [InlineData("ReplacePathRegex: ^/a", "needs an expression and a replacement")]
    public void What_cannot_be_read_is_told(string text, string trouble) =>
        Assert.Contains(trouble, RuleParser.Parse([text]).Trouble!, StringComparison.Ordinal);

    [Theory]
    [InlineData("{any:[a-z0-9-]+}.example.com", "*.example.com", true)]
    [InlineData("{any}.Example.com", "*.example.com", true)]
    [InlineData("{any:[^.]+}.example.com", "*.example.com", true)]
    [InlineData("{any:.+}.example.com", "*.example.com", false)]
    [InlineData("a.example.com", "a.example.com", true)]
    public void A_whole_first_label_left_open_is_a_wildcard(string pattern, string host, bool oneLabel)
    {
        var (rule, _) = RuleParser.Parse([$"HostRegexp:{pattern}"]);

        Assert.Equal([host], rule!.Hosts);
        Assert.Equal(oneLabel, rule.OneLabelWildcards);
    }

    [Theory]
    [InlineData("PathPrefix:/a/{id}", "/a/[^/]+.*")]
    [InlineData("Path:/a.b/{id:[0-9]+}/c", "/a\\.b/(?:[0-9]+)/c")]
    public void A_variable_makes_the_path_an_expression(string text, string pattern) =>
        Assert.Equal(new PathConfig(PathKind.Regex, pattern), Assert.Single(RuleParser.Parse([text]).Rule!.Paths).Path);
}
