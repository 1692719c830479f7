using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Outside.News;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Providers.Outside.News;

/// <summary>Each file of Golden/alerts: the same news in one of the forms, to the letter. SERINUS_ACCEPT=1 writes them anew for review.</summary>
public class AlertFormTests
{
    private static readonly JsonSerializerOptions indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Theory]
    [InlineData(AlertKind.Slack)]
    [InlineData(AlertKind.Teams)]
    [InlineData(AlertKind.Discord)]
    [InlineData(AlertKind.GoogleChat)]
    [InlineData(AlertKind.Json)]
    [InlineData(AlertKind.CloudEvent)]
    public void News_have_the_form_that_is_written_down(AlertKind kind)
    {
        var alert = Alert(kind) with { Channel = "releases", Username = "canary" };
        var body = AlertForm.Body(alert, new Notice(Made.Spec, Made.State, Made.News, "eu-1"));
        var written = JsonNode.Parse(body)!.ToJsonString(indented) + "\n";

        var path = Path.Combine(Folder(), $"{kind}.json");
        if (Environment.GetEnvironmentVariable("SERINUS_ACCEPT") == "1")
            File.WriteAllText(path, written);
        Assert.Equal(File.ReadAllText(path), written);
    }

    [Theory]
    [InlineData(AlertKind.Slack)]
    [InlineData(AlertKind.GoogleChat)]
    public void Words_from_outside_call_no_channel(AlertKind kind) =>
        Assert.DoesNotContain(
            "<!channel>",
            AlertForm.Body(Alert(kind), new Notice(Made.Spec, Made.State, Made.News, "")),
            StringComparison.Ordinal
        );

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        var notice = new Notice(
            Made.Spec,
            new RunState(),
            Made.News with
            {
                Actor = null,
                Severity = NewsSeverity.Info,
                Kind = NewsKind.Initialized,
            },
            ""
        );

        Assert.Equal("shop/cart: initialized", notice.Title);
        Assert.Equal([("Canary's share", "0 %"), ("Run", "0")], notice.Facts);
        Assert.Null(JsonNode.Parse(AlertForm.Body(Alert(AlertKind.Slack), notice))!["channel"]);
    }

    [Fact]
    public void Text_is_cut_and_of_one_line()
    {
        var notice = new Notice(Made.Spec, Made.State, Made.News with { Text = "a\nb" + new string('x', 9000) }, "");

        Assert.StartsWith("a b", notice.Text);
        Assert.Equal(1501, notice.Text.Length);
    }

    [Fact]
    public void A_CloudEvent_says_what_it_is()
    {
        Assert.Equal("application/cloudevents+json; charset=utf-8", AlertForm.BodyType(Alert(AlertKind.CloudEvent)));
        var written = JsonNode.Parse(
            AlertForm.Body(
                Alert(AlertKind.CloudEvent),
                new Notice(Made.Spec with { Name = "sh p/c?rt" }, Made.State, Made.News, "")
            )
        )!;
        Assert.Equal("/serinus/rollouts/sh%20p/c%3Frt", (string?)written["source"]);
    }

    [Fact]
    public void An_address_of_Discord_in_Flaggers_form_is_taken() =>
        Assert.Equal(
            "https://discord.test/api/webhooks/1/x",
            AlertForm.Address(Alert(AlertKind.Discord) with { Address = "https://discord.test/api/webhooks/1/x/slack" })
        );

    private static AlertSpec Alert(AlertKind kind) =>
        new()
        {
            Name = "team",
            Kind = kind,
            Address = "https://chat.test/secret",
        };

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "Golden", "alerts"));
}
