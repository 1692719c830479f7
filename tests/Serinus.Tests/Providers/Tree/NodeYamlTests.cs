using CsCheck;
using Serinus.Providers.Tree;

namespace Serinus.Tests.Providers.Tree;

public sealed class NodeYamlTests
{
    private static readonly string[] awkward =
    [
        "",
        "yes",
        "null",
        "~",
        "1e3",
        "0x1f",
        "1:30",
        "2001-01-01",
        "- a",
        "a: b",
        "# a",
        "a\nb\n",
        "a \nb",
        "---\na",
        "=",
    ];

    [Fact]
    public void What_is_written_reads_the_same()
    {
        var texts = Gen.OneOf(
            Gen.String,
            Gen.String["ab: #'\"\\-{}[]&*!|>%@`\n\t .,0123\u00e9\u2028\ufeff"],
            Gen.Int[0, awkward.Length - 1].Select(i => awkward[i])
        );
        var scalars = Gen.OneOf<Node>(
            texts.Select(text => (Node)NodeMaking.Text(text)),
            Gen.Int.Select(number => (Node)NodeMaking.Number(number))
        );
        var nodes = Gen.Recursive<Node>(
            (depth, inner) =>
                depth > 3
                    ? scalars
                    : Gen.OneOf<Node>(
                        scalars,
                        inner.Array[0, 3].Select(items => (Node)NodeMaking.List(items)),
                        Gen.Select(Gen.Char['a', 'z'], inner).Array[0, 3].Select(Map)
                    )
        );

        Gen.Select(Gen.Char['a', 'z'], nodes)
            .Array[1, 4]
            .Select(Map)
            .Sample(map =>
            {
                var read = YamlText.Parse(NodeYaml.ToYaml((MapNode)map));
                Assert.Null(read.Breakage);
                Assert.Equal(NodeJson.ToJson(map).GetRawText(), NodeJson.ToJson(read.Documents[0]).GetRawText());
            });
    }

    [Theory]
    [InlineData("myapp", "myapp")]
    [InlineData("/shop", "/shop")]
    [InlineData("true", "\"true\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("10", "\"10\"")]
    [InlineData("*.example.com", "\"*.example.com\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a #b", "\"a #b\"")]
    public void Text_has_quotes_where_a_reader_would_take_it_for_something_else(string text, string written) =>
        Assert.Equal($"a: {written}\n", NodeYaml.ToYaml(NodeMaking.Map(("a", NodeMaking.Text(text)))));

    private static Node Map((char Key, Node Value)[] entries) =>
        NodeMaking.Map([
            .. entries.DistinctBy(entry => entry.Key).Select(entry => (entry.Key.ToString(), (Node?)entry.Value)),
        ]);
}
