using System.CommandLine;
using System.Text.Json;
using Serinus.Control;
using Serinus.Hosting;
using Serinus.Providers.Files;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Explain;
using Serinus.Routing.Match;

namespace Serinus.Commands;

/// <summary><c>serinus explain</c>: says where a request goes, and why.</summary>
internal static class ExplainCommand
{
    private const string Description = "Says where a request goes, and why.";

    private const string Details = """
          Tells which routes are asked, which takes the request, and how its backend is chosen. Nothing is sent.
          Status 1 when no route takes the request.
        """;

    private const string Examples = """
          serinus explain --config edge.yaml http://myapp.example.com/
          serinus explain --config edge.yaml 'https://myapp.example.com/api?debug=1' -X POST -H 'Cookie: user=42'
          serinus explain --config edge.yaml http://myapp.example.com/ --client 10.1.2.3 -H 'X-Canary: always' -o json
        """;

    public static Command Build()
    {
        var url = new Argument<string>("URL") { Description = "The URL a client would ask for." };
        var config = CommonOptions.Config();
        var method = new Option<string>("--method", "-X")
        {
            Description = "Method of the request.",
            HelpName = "METHOD",
            DefaultValueFactory = _ => "GET",
        };
        var headers = new Option<string[]>("--header", "-H")
        {
            Description = "A header field of the request; may be given more than once.",
            HelpName = "'NAME: VALUE'",
        };
        var client = new Option<string>("--client")
        {
            Description = "IP address of the client.",
            HelpName = "IP",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var listener = new Option<string?>("--listener")
        {
            Description = "Listener the request comes in on; the first unless given.",
            HelpName = "NAME",
        };
        var format = CommonOptions.Output("Format of the answer.");
        var command = new DocumentedCommand("explain", Description, Details, Examples)
        {
            url,
            config,
            method,
            headers,
            client,
            listener,
            format,
        };
        command.SetAction(parsed =>
        {
            var invocation = parsed.InvocationConfiguration;
            var snapshot = Load(parsed.GetRequiredValue(config), invocation.Error);
            if (
                !TryReadRequest(
                    parsed.GetValue(method)!,
                    parsed.GetRequiredValue(url),
                    parsed.GetValue(headers) ?? [],
                    parsed.GetValue(client)!,
                    out var head,
                    out var error
                ) || !TrySetListener(head, snapshot, parsed.GetValue(listener), out error)
            )
            {
                invocation.Error.WriteLine($"serinus: {error}");
                return ExitCode.Usage;
            }

            var explanation = Explainer.Explain(snapshot, head);
            if (parsed.IsJson(format))
                invocation.Output.WriteLine(JsonSerializer.Serialize(explanation, CommandJson.Readable.Explanation));
            else
                ExplanationText.Write(explanation, invocation.Output);
            return explanation.Route is null ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    private static Snapshot Load(string path, TextWriter error)
    {
        var fragment = ConfigFile.Read(new FileProvider(path), path).Fragment;
        var compiled = Compiler.Compile([fragment], previous: null, new byte[SigningKey.BytesMin]);
        var errors = compiled.Problems.Count(problem => problem.Severity == Severity.Error);
        if (errors > 0)
            error.WriteLine($"serinus: {errors} errors in {path}, what has them is left out; serinus check names them");
        return compiled.Snapshot;
    }

    private static bool TryReadRequest(
        string method,
        string url,
        string[] headers,
        string client,
        out RequestHead head,
        out string error
    )
    {
        head = null!;
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                error = $"header '{header}' has no name before a colon; write it as 'Name: value'";
                return false;
            }

            fields.Add(new(header[..colon], header[(colon + 1)..]));
        }

        if (!ClientAddress.TryParse(System.Text.Encoding.ASCII.GetBytes(client), out var address))
        {
            error = $"client '{client}' is no IP address";
            return false;
        }

        var isGood = RequestHeadText.TryCreate(method, url, fields, address, out var made, out var reason);
        head = made!;
        error = reason ?? "";
        return isGood;
    }

    private static bool TrySetListener(RequestHead head, Snapshot snapshot, string? name, out string error)
    {
        error = "";
        if (name is null)
            return true;
        var listener = snapshot.Listeners.FirstOrDefault(listener => listener.Name == name);
        if (listener is null)
        {
            var names = string.Join(", ", snapshot.Listeners.Select(known => known.Name));
            error = $"there is no listener '{name}'; there are: {names}";
            return false;
        }

        head.Listener = listener.Index;
        return true;
    }
}
