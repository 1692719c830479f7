using System.CommandLine;
using Serinus.Commands.Rollouts;

namespace Serinus.Commands;

/// <summary>The options by which commands find rollouts: an edge's admin endpoint.</summary>
internal sealed class RolloutOptions
{
    private const string DefaultServer = "http://127.0.0.1:8080";

    private readonly Option<string?> server = new("--server")
    {
        Description = $"Admin endpoint of an edge; SERINUS_SERVER, or {DefaultServer}, unless given.",
        HelpName = "URL",
    };

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        Description = "File with the token that may act; SERINUS_TOKEN_FILE unless given.",
        HelpName = "PATH",
    };

    /// <summary>Adds them to a command.</summary>
    public RolloutOptions(Command command)
    {
        foreach (var option in (Option[])[server, tokenFile])
            command.Add(option);
    }

    /// <summary>Where rollouts are, as a command line says.</summary>
    /// <exception cref="SourceException">It cannot be opened.</exception>
    public IRolloutSource Open(ParseResult parsed)
    {
        return new EdgeSource(
            parsed.GetValue(server) ?? Variable("SERINUS_SERVER") ?? DefaultServer,
            parsed.GetValue(tokenFile) ?? Variable("SERINUS_TOKEN_FILE")
        );
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
