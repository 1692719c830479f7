using System.Collections.Immutable;
using System.Globalization;

namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>Makes a tree of words, by the ranks of their operators.</summary>
internal sealed class Parser
{
    private const int ComparisonRank = 20;
    private const int NotRank = 50;
    private const int SignRank = 90;

    private static readonly Dictionary<string, (Operator Operator, int Rank)> Binaries = new()
    {
        ["||"] = (Operator.Or, 10),
        ["or"] = (Operator.Or, 10),
        ["&&"] = (Operator.And, 15),
        ["and"] = (Operator.And, 15),
        ["=="] = (Operator.Equal, ComparisonRank),
        ["!="] = (Operator.Unequal, ComparisonRank),
        ["<"] = (Operator.Less, ComparisonRank),
        ["<="] = (Operator.AtMost, ComparisonRank),
        [">"] = (Operator.Greater, ComparisonRank),
        [">="] = (Operator.AtLeast, ComparisonRank),
        ["in"] = (Operator.In, ComparisonRank),
        ["contains"] = (Operator.Contains, ComparisonRank),
        ["startsWith"] = (Operator.StartsWith, ComparisonRank),
        ["endsWith"] = (Operator.EndsWith, ComparisonRank),
        ["+"] = (Operator.Plus, 30),
        ["-"] = (Operator.Minus, 30),
        ["*"] = (Operator.Times, 60),
        ["/"] = (Operator.Divide, 60),
        ["%"] = (Operator.Modulo, 60),
        ["**"] = (Operator.Power, 100),
        ["^"] = (Operator.Power, 100),
        ["??"] = (Operator.Coalesce, 500),
    };

    private readonly List<Token> tokens;
    private int at;
    private int parts;
    private int depth;
    private int loops;

    private Parser(List<Token> tokens) => this.tokens = tokens;

    private Token Now => tokens[at];

    public static Node Parse(string text)
    {
        var parser = new Parser(Tokenizer.Cut(text));
        if (parser.Now.Kind == TokenKind.End)
            throw new ExpressionException(1, "there is no expression; write one such as result[0] >= 0.95");
        var root = parser.Whole();
        if (parser.Now.Kind != TokenKind.End)
            throw new ExpressionException(
                parser.Now.Column,
                $"{parser.Now.Shown} cannot follow here; put an operator such as && before it, or take it away"
            );
        CheckIsCondition(root);
        return root;
    }

    /// <summary>An expression with its choices.</summary>
    private Node Whole()
    {
        Enter();
        var condition = Ranked(0);
        if (Now is { Kind: TokenKind.Sign, Text: "?" } mark)
        {
            at++;
            var then = Whole();
            Expect(":", "a choice is written condition ? value : value");
            condition = Count(new Node.Choice(mark.Column, condition, then, Whole()));
        }

        depth--;
        return condition;
    }

    /// <summary>Operands joined by operators of at least a rank.</summary>
    private Node Ranked(int rank)
    {
        var left = Prefixed();
        while (BinaryNow() is { } binary && binary.Rank >= rank)
        {
            var sign = Now;
            at += binary.Operator == Operator.NotIn ? 2 : 1;
            var right = Deeper(() => Ranked(binary.Rank + 1));
            left = Count(new Node.Binary(sign.Column, binary.Operator, left, right));
            if (binary.Rank == ComparisonRank && BinaryNow() is { Rank: ComparisonRank })
                throw new ExpressionException(
                    Now.Column,
                    $"{Now.Shown} follows another comparison; join the two with &&, as in a < b && b < c"
                );
        }

        return left;
    }

    private (Operator Operator, int Rank)? BinaryNow()
    {
        if (Now.Kind is not (TokenKind.Sign or TokenKind.Name))
            return null;
        if (Now.Text == "not" && tokens[at + 1] is { Kind: TokenKind.Name, Text: "in" })
            return (Operator.NotIn, ComparisonRank);
        return Binaries.TryGetValue(Now.Text, out var binary) ? binary : null;
    }

    private Node Prefixed()
    {
        var sign = Now;
        var (unary, rank) = sign switch
        {
            { Kind: TokenKind.Sign, Text: "!" } or { Kind: TokenKind.Name, Text: "not" } => (Operator.Not, NotRank),
            { Kind: TokenKind.Sign, Text: "-" } => (Operator.Minus, SignRank),
            { Kind: TokenKind.Sign, Text: "+" } => (Operator.Plus, SignRank),
            _ => ((Operator?)null, 0),
        };
        if (unary is null)
            return WithMembers(Primary());
        at++;
        var operand = Deeper(() => Ranked(rank));
        return Count(new Node.Unary(sign.Column, unary.Value, operand));
    }

    private Node WithMembers(Node of)
    {
        while (Now is { Kind: TokenKind.Sign, Text: "." or "[" } sign)
        {
            at++;
            Node key;
            if (sign.Text == ".")
            {
                if (Now.Kind != TokenKind.Name)
                    throw new ExpressionException(
                        Now.Column,
                        $"{Now.Shown} is no name of a field; write .name or [\"any name\"]"
                    );
                key = new Node.Literal(Now.Column, new ExpressionValue.Text(Now.Text));
                at++;
            }
            else
            {
                key = Whole();
                Expect("]", "a position or name is written [0] or [\"name\"]");
            }

            of = Count(new Node.Member(sign.Column, of, key));
        }

        return of;
    }

    private Node Primary()
    {
        var token = Now;
        at++;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return Literal(token, ExpressionValue.Of(double.Parse(token.Text, CultureInfo.InvariantCulture)));
            case TokenKind.Text:
                return Literal(token, new ExpressionValue.Text(token.Text));
            case TokenKind.Name when Now is { Kind: TokenKind.Sign, Text: "(" }:
                return Call(token);
            case TokenKind.Name:
                return Named(token);
            case TokenKind.Sign when token.Text == "(":
                var inner = Whole();
                Expect(")", "close what was opened with (");
                return inner;
            case TokenKind.Sign when token.Text == "[":
                return Count(new Node.ListOf(token.Column, Items("]", isLoop: false)));
            case TokenKind.Sign when token.Text == "#" && loops > 0:
                return Count(new Node.Item(token.Column));
            case TokenKind.Sign when token.Text == "#":
                throw new ExpressionException(token.Column, "'#' stands for an item inside any(…) and all(…) only");
            default:
                throw new ExpressionException(
                    token.Column,
                    $"{token.Shown} stands where a value is wanted; write result, a number, a text in quotes, or ("
                );
        }
    }

    private Node Named(Token token) =>
        token.Text switch
        {
            "result" => Count(new Node.Result(token.Column)),
            "true" => Literal(token, ExpressionValue.Of(true)),
            "false" => Literal(token, ExpressionValue.Of(false)),
            "nil" or "null" => Literal(token, ExpressionValue.None),
            _ when Functions.Arity.ContainsKey(token.Text) => throw new ExpressionException(
                token.Column,
                $"'{token.Text}' is a function; write {token.Text}(result)"
            ),
            _ => throw new ExpressionException(
                token.Column,
                $"there is no '{token.Text}'; write result, or put a text in quotes"
            ),
        };

    private Node.Call Call(Token name)
    {
        if (!Functions.Arity.TryGetValue(name.Text, out var arity))
            throw new ExpressionException(
                name.Column,
                $"there is no function '{name.Text}'; there are {string.Join(", ", Functions.Arity.Keys)}"
            );
        at++;
        var isLoop = Functions.IsLoop(name.Text);
        if (isLoop)
            loops++;
        var arguments = Items(")", isLoop);
        if (isLoop)
            loops--;
        if (arguments.Length != arity)
            throw new ExpressionException(
                name.Column,
                $"{name.Text} takes {arity} value{(arity == 1 ? "" : "s")}, not {arguments.Length}"
            );
        return (Node.Call)Count(new Node.Call(name.Column, name.Text, arguments));
    }

    /// <summary>Values between commas, to a closing sign. Braces around the second value of any and all are taken as they are not there.</summary>
    private ImmutableArray<Node> Items(string end, bool isLoop)
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        while (Now is not { Kind: TokenKind.Sign } sign || sign.Text != end)
        {
            if (items.Count > 0)
                Expect(",", $"values are separated by commas and closed with {end}");
            var isBraced = isLoop && items.Count == 1 && Now is { Kind: TokenKind.Sign, Text: "{" };
            if (isBraced)
                at++;
            items.Add(Whole());
            if (isBraced)
                Expect("}", "close what was opened with {");
        }

        at++;
        return items.ToImmutable();
    }

    private void Expect(string sign, string cure)
    {
        if (Now.Kind != TokenKind.Sign || Now.Text != sign)
            throw new ExpressionException(Now.Column, $"{Now.Shown} stands where '{sign}' is wanted; {cure}");
        at++;
    }

    private Node Literal(Token token, ExpressionValue value) => Count(new Node.Literal(token.Column, value));

    private Node Deeper(Func<Node> parse)
    {
        Enter();
        var node = parse();
        depth--;
        return node;
    }

    private void Enter()
    {
        if (++depth > Expression.DepthMax)
            throw new ExpressionException(
                Now.Column,
                $"more than {Expression.DepthMax} parts stand inside each other; write it flatter"
            );
    }

    private Node Count(Node node) =>
        ++parts <= Expression.PartsMax
            ? node
            : throw new ExpressionException(
                node.Column,
                $"the expression has more than {Expression.PartsMax} parts; let the query do the work"
            );

    /// <summary>What can never be true or false is told when it is read, and not at the first measurement.</summary>
    private static void CheckIsCondition(Node root)
    {
        var what = root switch
        {
            Node.Literal { Value: ExpressionValue.Number } => "a number",
            Node.Literal { Value: ExpressionValue.Text } => "a text",
            Node.ListOf => "a list",
            Node.Binary
            {
                Operator: Operator.Plus
                    or Operator.Minus
                    or Operator.Times
                    or Operator.Divide
                    or Operator.Modulo
                    or Operator.Power
            } => "a number",
            Node.Unary { Operator: Operator.Plus or Operator.Minus } => "a number",
            Node.Call { Function: "asInt" or "asFloat" or "len" } => "a number",
            _ => null,
        };
        if (what is not null)
            throw new ExpressionException(
                root.Column,
                $"the expression gives {what}, and true or false is wanted; compare it, as in result[0] >= 0.95"
            );
    }
}
