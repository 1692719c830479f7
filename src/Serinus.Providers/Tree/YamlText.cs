using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Serinus.Providers.Tree;

/// <summary>
/// Builds nodes from YamlDotNet's events. Depth and number of nodes are bounded here, so neither nested brackets nor aliases of aliases
/// ("billion laughs") cost more than a moment.
/// </summary>
internal sealed class YamlText
{
    private const string StringTag = "tag:yaml.org,2002:str";

    private readonly Parser parser;
    private readonly Dictionary<string, (Node Node, int Size)> anchors = new(StringComparer.Ordinal);
    private int nodes;

    private YamlText(string text) => parser = new Parser(new Scanner(new StringReader(text), skipComments: true));

    /// <summary>Parses the documents of <paramref name="text"/>; an empty document is left out.</summary>
    public static ParsedText Parse(string text)
    {
        var yaml = new YamlText(text);
        try
        {
            return new ParsedText(yaml.ReadDocuments(), null);
        }
        catch (BrokenTextException broken)
        {
            return ParsedText.Broken(broken.Breakage);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Some mistakes, such as a flow list that is never closed, end in exceptions the library does not mean to throw.
            return ParsedText.Broken(YamlBreakage.Explain(text, failure, yaml.parser.Current?.End ?? Mark.Empty));
        }
    }

    private ImmutableArray<Node> ReadDocuments()
    {
        var documents = ImmutableArray.CreateBuilder<Node>();
        while (Next() is not StreamEnd)
        {
            if (parser.Current is not DocumentStart)
                continue;
            anchors.Clear();
            var root = ReadNode(Next(), 0);
            if (root is not ScalarNode { Kind: ScalarKind.Null })
                documents.Add(root);
        }

        return documents.ToImmutable();
    }

    private Node ReadNode(ParsingEvent at, int depth)
    {
        var (line, column) = Place(at);
        if (depth > ParsedText.DepthMax)
            throw new BrokenTextException(Breakage.TooDeep(line, column));
        var before = nodes;
        Count(1, line, column);
        if (at is AnchorAlias alias)
            return Repeat(alias, line, column);
        var start = (NodeEvent)at;
        CheckTag(start, line, column);
        Node node = start switch
        {
            MappingStart => ReadMap(line, column, depth),
            SequenceStart => ReadList(line, column, depth),
            _ => ReadScalar((Scalar)start, line, column),
        };
        if (!start.Anchor.IsEmpty)
            anchors[start.Anchor.Value] = (node, nodes - before);
        return node;
    }

    private MapNode ReadMap(int line, int column, int depth)
    {
        var map = new MapNode(line, column);
        while (Next() is not MappingEnd)
        {
            var (keyLine, keyColumn) = Place(parser.Current!);
            if (parser.Current is not Scalar key)
                throw new BrokenTextException(
                    new Breakage(
                        keyLine,
                        keyColumn,
                        "a map or list stands where a key is wanted",
                        "put text that begins with a bracket or brace in quotes, and render templates before Serinus reads them"
                    )
                );
            Count(1, keyLine, keyColumn);
            map.Add(new MapEntry(key.Value, keyLine, keyColumn, ReadNode(Next(), depth + 1)));
        }

        return map;
    }

    private ListNode ReadList(int line, int column, int depth)
    {
        var list = new ListNode(line, column);
        while (Next() is not SequenceEnd)
            list.Add(ReadNode(parser.Current!, depth + 1));
        return list;
    }

    private static ScalarNode ReadScalar(Scalar scalar, int line, int column)
    {
        var kind =
            scalar.Style != ScalarStyle.Plain || scalar.Tag.Equals(StringTag)
                ? ScalarKind.Quoted
                : CoreSchema.Kind(scalar.Value);
        return new ScalarNode(line, column, kind, scalar.Value);
    }

    private Node Repeat(AnchorAlias alias, int line, int column)
    {
        // An anchor is known once its value is complete, so a value cannot contain itself.
        if (!anchors.TryGetValue(alias.Value.Value, out var anchored))
            throw new BrokenTextException(
                new Breakage(
                    line,
                    column,
                    $"alias *{alias.Value.Value} has no anchor before it",
                    $"mark a value with &{alias.Value.Value} first, or put text that begins with * in quotes"
                )
            );
        Count(anchored.Size, line, column);
        return anchored.Node;
    }

    private static void CheckTag(NodeEvent start, int line, int column)
    {
        if (start.Tag.IsEmpty || start.Tag.IsNonSpecific || (start is Scalar && start.Tag.Equals(StringTag)))
            return;
        throw new BrokenTextException(
            new Breakage(
                line,
                column,
                $"the tag {start.Tag.Value} has no meaning here",
                "remove it, or put text that begins with ! in quotes"
            )
        );
    }

    private void Count(int more, int line, int column)
    {
        nodes += more;
        if (nodes > ParsedText.NodesMax)
            throw new BrokenTextException(Breakage.TooMany(line, column));
    }

    private ParsingEvent Next() =>
        parser.MoveNext() ? parser.Current! : throw new InvalidOperationException("The stream has ended.");

    private static (int Line, int Column) Place(ParsingEvent at) => ((int)at.Start.Line, (int)at.Start.Column);
}
