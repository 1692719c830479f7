using System.Text.Json;
using Microsoft.Extensions.Logging;
using Serinus.Hosting;
using Serinus.Tests.Control;

namespace Serinus.Tests.Hosting;

public class LineLoggerTests
{
    [Fact]
    public void A_text_line_has_time_level_and_message()
    {
        using var output = new StringWriter();

        new LineLogger(output, LogFormat.Text, new FakeTime()).LogInformation("listener {Name} is open", "web");

        Assert.Equal("2026-01-01T00:00:00.000Z info  listener web is open\n", output.ToString());
    }

    [Fact]
    public void A_json_line_has_the_same_as_members()
    {
        using var output = new StringWriter();

        new LineLogger(output, LogFormat.Json, new FakeTime()).LogWarning("a \"quoted\"\nmessage");

        using var line = JsonDocument.Parse(output.ToString());
        Assert.Equal("2026-01-01T00:00:00Z", line.RootElement.GetProperty("time").GetString());
        Assert.Equal("warn", line.RootElement.GetProperty("level").GetString());
        Assert.Equal("a \"quoted\"\nmessage", line.RootElement.GetProperty("message").GetString());
        Assert.Single(output.ToString(), c => c == '\n');
    }
}
