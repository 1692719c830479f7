using System.Globalization;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Serinus.Providers.Tree;

/// <summary>
/// Builds nodes from Tomlyn's syntax tree (TOML 1.0). What is defined twice is added twice, so that the reader names the one
/// object that has it instead of refusing the file.
/// </summary>
internal sealed class TomlText
{
    private readonly MapNode root = new(1, 1);

    // Tables that exist only because a longer header names them may still get a header of their own.
    private readonly HashSet<MapNode> implied = [];
    private readonly HashSet<MapNode> dotted = [];
    private readonly HashSet<ListNode> tableArrays = [];
    private int nodes;

    private TomlText() { }

    /// <summary>Parses <paramref name="text"/>, which is always one document.</summary>
    public static ParsedText Parse(string text)
    {
        try
        {
            var syntax = SyntaxParser.Parse(text, "", validate: false);
            if (syntax.HasErrors)
                return ParsedText.Broken(TomlBreakage.Explain(text, syntax.Diagnostics));
            var toml = new TomlText();
            toml.Read(syntax);
            return new ParsedText([toml.root], null);
        }
        catch (BrokenTextException broken)
        {
            return ParsedText.Broken(broken.Breakage);
        }
        catch (Tomlyn.TomlException)
        {
            // The only thing Tomlyn throws on purpose here is for nesting beyond its own bound, which lies above ours.
            return ParsedText.Broken(Breakage.TooDeep(0, 0));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A backslash at the very end of the file, for one, ends in an exception the library does not mean to throw.
            return ParsedText.Broken(TomlBreakage.AtEnd(text));
        }
    }

    private void Read(DocumentSyntax syntax)
    {
        foreach (var pair in syntax.KeyValues)
            ReadPair(root, pair, 0);
        foreach (var header in syntax.Tables)
        {
            var table = Open(header);
            foreach (var pair in header.Items)
                ReadPair(table, pair, 1);
        }
    }

    private MapNode Open(TableSyntaxBase header)
    {
        var path = Path(header.Name!);
        var holder = root;
        foreach (var part in path[..^1])
            holder = Descend(holder, part, implied);
        var last = path[^1];
        var (line, column) = Place(header);
        var table = new MapNode(line, column);
        Count(table);
        var existing = holder.Find(last.Name)?.Value;
        if (header is TableArraySyntax)
        {
            if (existing is not ListNode list || !tableArrays.Contains(list))
            {
                list = new ListNode(line, column);
                tableArrays.Add(list);
                holder.Add(new MapEntry(last.Name, last.Line, last.Column, list));
            }

            list.Add(table);
            return table;
        }

        if (existing is MapNode map && implied.Remove(map))
            return map;
        holder.Add(new MapEntry(last.Name, last.Line, last.Column, table));
        return table;
    }

    private void ReadPair(MapNode table, KeyValueSyntax pair, int depth)
    {
        var path = Path(pair.Key!);
        var holder = table;
        foreach (var part in path[..^1])
            holder = Descend(holder, part, dotted);
        var last = path[^1];
        holder.Add(new MapEntry(last.Name, last.Line, last.Column, ReadValue(pair.Value!, depth + 1)));
    }

    private MapNode Descend(MapNode holder, KeyPart part, HashSet<MapNode> kind)
    {
        var existing = holder.Find(part.Name)?.Value;
        if (existing is MapNode map && (kind == implied || dotted.Contains(map)))
            return map;
        if (kind == implied && existing is ListNode list && tableArrays.Contains(list))
            return (MapNode)list.Items[^1];
        var made = new MapNode(part.Line, part.Column);
        Count(made);
        kind.Add(made);
        holder.Add(new MapEntry(part.Name, part.Line, part.Column, made));
        return made;
    }

    private Node ReadValue(ValueSyntax value, int depth)
    {
        var (line, column) = Place(value);
        if (depth > ParsedText.DepthMax)
            throw new BrokenTextException(Breakage.TooDeep(line, column));
        Node node = value switch
        {
            ArraySyntax array => ReadArray(array, line, column, depth),
            InlineTableSyntax table => ReadTable(table, line, column, depth),
            StringValueSyntax text => new ScalarNode(line, column, ScalarKind.Quoted, text.Value ?? ""),
            BooleanValueSyntax flag => new ScalarNode(line, column, ScalarKind.Boolean, flag.Value ? "true" : "false"),
            IntegerValueSyntax whole => new ScalarNode(
                line,
                column,
                ScalarKind.Number,
                whole.Value.ToString(CultureInfo.InvariantCulture)
            ),
            // Decimals are taken from the text: a double would lose digits.
            FloatValueSyntax number => new ScalarNode(
                line,
                column,
                ScalarKind.Number,
                number.Token!.Text!.Replace("_", "", StringComparison.Ordinal)
            ),
            DateTimeValueSyntax date => new ScalarNode(line, column, ScalarKind.Text, date.Token!.Text!),
            _ => throw new InvalidOperationException($"TOML has no value of kind {value.Kind}."),
        };
        Count(node);
        return node;
    }

    private ListNode ReadArray(ArraySyntax array, int line, int column, int depth)
    {
        var list = new ListNode(line, column);
        foreach (var item in array.Items)
            list.Add(ReadValue(item.Value!, depth + 1));
        return list;
    }

    private MapNode ReadTable(InlineTableSyntax table, int line, int column, int depth)
    {
        var map = new MapNode(line, column);
        foreach (var item in table.Items)
            ReadPair(map, item.KeyValue!, depth);
        return map;
    }

    private static List<KeyPart> Path(KeySyntax key)
    {
        var parts = new List<KeyPart> { Part(key.Key!) };
        foreach (var part in key.DotKeys)
            parts.Add(Part(part.Key!));
        if (parts.Count > ParsedText.DepthMax)
            throw new BrokenTextException(Breakage.TooDeep(parts[0].Line, parts[0].Column));
        return parts;
    }

    private static KeyPart Part(BareKeyOrStringValueSyntax key)
    {
        var (line, column) = Place(key);
        var name = key is StringValueSyntax text ? text.Value : ((BareKeySyntax)key).Key?.Text;
        return new KeyPart(name ?? "", line, column);
    }

    private void Count(Node node)
    {
        if (++nodes > ParsedText.NodesMax)
            throw new BrokenTextException(Breakage.TooMany(node.Line, node.Column));
    }

    private static (int Line, int Column) Place(SyntaxNode node) =>
        (node.Span.Start.Line + 1, node.Span.Start.Column + 1);

    private readonly record struct KeyPart(string Name, int Line, int Column);
}
