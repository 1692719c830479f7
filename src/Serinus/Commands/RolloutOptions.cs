using System.CommandLine;
using Serinus.Commands.Rollouts;

namespace Serinus.Commands;

/// <summary>The options by which commands find rollouts: an edge's admin endpoint, or a cluster where one is named.</summary>
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

    private readonly Option<string?> kubeconfig = new("--kubeconfig")
    {
        Description = "Rollouts of the cluster of this file, in place of an edge's.",
        HelpName = "PATH",
    };

    private readonly Option<string?> context = new("--context")
    {
        Description = "Context of the kubeconfig; its current one unless given.",
        HelpName = "NAME",
    };

    private readonly Option<string?> space = new("--namespace", "-n")
    {
        Description = "Namespace of the cluster; that of the context unless given.",
        HelpName = "NAME",
    };

    private readonly Option<bool> everywhere = new("--all-namespaces", "-A")
    {
        Description = "All namespaces of the cluster.",
    };

    /// <summary>Adds them to a command.</summary>
    public RolloutOptions(Command command)
    {
        foreach (var option in (Option[])[server, tokenFile, kubeconfig, context, space, everywhere])
            command.Add(option);
    }

    /// <summary>Where rollouts are, as a command line says.</summary>
    /// <exception cref="SourceException">It cannot be opened.</exception>
    public IRolloutSource Open(ParseResult parsed)
    {
        if (!IsCluster(parsed))
            return new EdgeSource(
                parsed.GetValue(server) ?? Variable("SERINUS_SERVER") ?? DefaultServer,
                parsed.GetValue(tokenFile) ?? Variable("SERINUS_TOKEN_FILE")
            );
        if (parsed.GetValue(server) is not null)
            throw new SourceException("--server names an edge, and other options a cluster; keep one");
        if (parsed.GetValue(everywhere) && parsed.GetValue(space) is not null)
            throw new SourceException("-n and -A exclude each other; keep one");
        return ClusterSource.Open(
            parsed.GetValue(kubeconfig),
            parsed.GetValue(context),
            parsed.GetValue(everywhere) ? "" : parsed.GetValue(space)
        );
    }

    private bool IsCluster(ParseResult parsed) =>
        parsed.GetValue(kubeconfig) is not null
        || parsed.GetValue(context) is not null
        || parsed.GetValue(space) is not null
        || parsed.GetValue(everywhere);

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
