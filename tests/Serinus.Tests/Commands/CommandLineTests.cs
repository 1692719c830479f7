using System.Text.Json;

namespace Serinus.Tests.Commands;

public class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("explain")]
    [InlineData("demo")]
    [InlineData("version")]
    public async Task Help_shows_examples_and_the_meaning_of_every_status(params string[] command)
    {
        var call = await Call.Of([.. command, "--help"]);

        Assert.Equal(0, call.Status);
        Assert.Contains($"\n  serinus {string.Join(' ', command)}", call.Output, StringComparison.Ordinal);
        Assert.Contains("Examples:\n", call.Output, StringComparison.Ordinal);
        foreach (var status in (string[])["0 ", "1 ", "2 ", "3 ", "130"])
            Assert.Contains(
                $"\n  {status}",
                call.Output[call.Output.IndexOf("Exit status:", StringComparison.Ordinal)..],
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("check")]
    [InlineData("check", "--config", "x", "--bogus")]
    [InlineData("version", "-o", "xml")]
    [InlineData("demo", "--seconds-per-step", "0")]
    [InlineData("demo", "--listen", "8000")]
    public async Task A_wrong_command_line_is_status_2_and_names_the_help(params string[] arguments)
    {
        var call = await Call.Of(arguments);

        Assert.Equal(2, call.Status);
        Assert.Contains("See: serinus ", call.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_command_the_program_shows_what_there_is()
    {
        var call = await Call.Of();

        Assert.Equal(2, call.Status);
        Assert.Contains("explain <URL>", call.Output + call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("explain", "http://a.example/")]
    public async Task A_missing_configuration_is_status_3_and_a_sentence(string command, params string[] more)
    {
        var call = await Call.Of([command, "--config", "/absent/edge.yaml", .. more]);

        Assert.Equal(3, call.Status);
        Assert.Contains(
            "configuration /absent/edge.yaml does not exist; name an existing file or directory with --config",
            call.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_version_comes_as_text_and_as_json()
    {
        var text = await Call.Of("version");
        var json = await Call.Of("version", "-o", "json");

        using var document = JsonDocument.Parse(json.Output);
        var version = document.RootElement.GetProperty("version").GetString();
        Assert.StartsWith($"serinus {version} (.NET ", text.Output, StringComparison.Ordinal);
    }
}
