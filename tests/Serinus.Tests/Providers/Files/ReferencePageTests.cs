using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Serinus.Providers.Files.Reference;

namespace Serinus.Tests.Providers.Files;

public sealed class ReferencePageTests
{
    private static readonly string folder = Folder();

    public ReferencePageTests()
    {
        if (Environment.GetEnvironmentVariable("SERINUS_ACCEPT") == "1")
            ReferencePage.Write(folder);
    }

    [Fact]
    public void The_page_in_the_repository_is_what_the_schema_says()
    {
        Assert.Equal(File.ReadAllText(Path.Combine(folder, ReferencePage.PageName)), ReferencePage.Markdown());
    }

    [Fact]
    public void The_json_schema_in_the_repository_is_what_the_schema_says()
    {
        Assert.Equal(File.ReadAllText(Path.Combine(folder, ReferencePage.SchemaName)), ReferencePage.JsonSchema());
    }

    [Fact]
    public void Every_reference_in_the_json_schema_leads_somewhere()
    {
        var schema = JsonNode.Parse(ReferencePage.JsonSchema())!;
        var definitions = schema["$defs"]!.AsObject();
        foreach (var part in ReferencePage.JsonSchema().Split("\"$ref\": \"#/$defs/").Skip(1))
            Assert.NotNull(definitions[part[..part.IndexOf('"', StringComparison.Ordinal)]]);
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "docs", "reference"));
}
