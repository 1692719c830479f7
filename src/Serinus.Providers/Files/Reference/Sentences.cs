using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Serinus.Providers.Files.Reference;

/// <summary>The sentences that document the records people write, as Markdown: code and reference never disagree.</summary>
internal sealed partial class Sentences
{
    private static readonly string[] libraries = ["Serinus.Routing", "Serinus.Rollouts", "Serinus.Providers"];

    private readonly Dictionary<string, XElement> members;

    private Sentences(IEnumerable<XDocument> documentation) =>
        members = documentation
            .SelectMany(file => file.Descendants("member"))
            .ToDictionary(m => (string)m.Attribute("name")!, StringComparer.Ordinal);

    /// <summary>Reads the documentation files the compiler puts beside the libraries.</summary>
    public static Sentences Load() =>
        new(libraries.Select(name => XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{name}.xml"))));

    /// <summary>The sentence of a member such as <c>P:Namespace.Type.Member</c>; anything without such a name is a sentence itself.</summary>
    public string Of(string member)
    {
        if (member.Length < 2 || member[1] != ':')
            return member;
        return members.TryGetValue(member, out var element) && element.Element("summary") is { } summary
            ? Text(summary)
            : throw new InvalidOperationException($"{member} has no documentation.");
    }

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(
                node switch
                {
                    XText plain => plain.Value,
                    XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                    XElement { Name.LocalName: "see" } see => $"`{Word((string)see.Attribute("cref")!)}`",
                    XElement { Name.LocalName: "paramref" } parameter => (string)parameter.Attribute("name")!,
                    XElement other => Text(other),
                    _ => "",
                }
            );
        }

        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    private static string Word(string member) =>
        JsonNamingPolicy.CamelCase.ConvertName(member[(member.LastIndexOf('.') + 1)..]);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
