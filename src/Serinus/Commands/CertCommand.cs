using System.CommandLine;
using System.Globalization;
using Serinus.Control;
using Serinus.Hosting;
using Serinus.Providers.Certificates;

namespace Serinus.Commands;

/// <summary><c>serinus cert</c>: makes certificates for tests and first steps.</summary>
internal static class CertCommand
{
    // RFC 5280 §4.1.2.5 has no limit; clients refuse certificates of servers that are valid for longer.
    private const int DaysMax = 825;
    private static readonly TimeSpan clocksDiffer = TimeSpan.FromMinutes(5);

    private const string Details = """
          Nobody vouches for such a certificate: clients refuse it unless they are told to trust it, as with curl --cacert FILE. It is
          for tests, first steps and encrypted links between machines of your own.
          The first host gives the files their name: HOST.pem, and HOST.key, which its owner alone can read.
        """;

    private const string Examples = """
          serinus cert self-signed localhost 127.0.0.1
          serinus cert self-signed www.example.com '*.example.com' --out /etc/serinus --days 365
        """;

    public static Command Build() =>
        new DocumentedCommand("cert", "Makes certificates.", "", Examples) { BuildSelfSigned() };

    private static DocumentedCommand BuildSelfSigned()
    {
        var hosts = new Argument<string[]>("HOST")
        {
            Description = "Names, wildcards and addresses it is for.",
            Arity = ArgumentArity.OneOrMore,
        };
        var folder = new Option<string>("--out")
        {
            Description = "Folder that gets the files; this one unless given.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => ".",
        };
        var days = new Option<int>("--days")
        {
            Description = $"How long it is valid; 1 to {DaysMax}.",
            DefaultValueFactory = _ => 90,
        };
        hosts.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !IsHost(token.Value)))
                result.AddError($"{token.Value} is no host; name hosts such as www.example.com, or addresses.");
        });
        days.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValue(days) is < 1 or > DaysMax)
                result.AddError($"--days {result.Tokens[0].Value} is not between 1 and {DaysMax}.");
        });
        var force = new Option<bool>("--force") { Description = "Replaces files that are there." };
        var command = new DocumentedCommand("self-signed", "Makes a self-signed certificate.", Details, Examples)
        {
            hosts,
            folder,
            days,
            force,
        };
        command.SetAction(parsed =>
            Make(
                [.. parsed.GetRequiredValue(hosts).Select(host => host.ToLowerInvariant())],
                Path.GetFullPath(parsed.GetRequiredValue(folder)),
                parsed.GetValue(days),
                parsed.GetValue(force),
                parsed.InvocationConfiguration.Output
            )
        );
        return command;
    }

    private static int Make(string[] hosts, string folder, int days, bool force, TextWriter output)
    {
        var name = hosts[0].Replace("*", "wildcard", StringComparison.Ordinal).Replace(':', '-');
        var chain = Path.Combine(folder, name + ".pem");
        var key = Path.Combine(folder, name + ".key");
        if (!force && new[] { chain, key }.FirstOrDefault(Path.Exists) is { } there)
            throw new StartupException($"{there} is there already; remove it, or replace it with --force");
        try
        {
            Directory.CreateDirectory(folder);
            var begins = TimeProvider.System.GetUtcNow() - clocksDiffer;
            var pair = SelfSigned.Make(hosts, begins, TimeSpan.FromDays(days) + clocksDiffer);
            PrivateFile.Write(key, pair.Key);
            File.WriteAllText(chain, pair.Chain);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"the certificate cannot be written: {trouble.Message}", trouble);
        }

        output.WriteLine(
            $"""
            # Written: {chain} and {key}; valid for {days} days, for {string.Join(", ", hosts)}.
            # Clients trust it when they are told to, such as curl --cacert {chain}
            listeners:
              - {"{"} name: websecure, address: ":8443", tls: {"{"} defaultCertificate: {name} {"}"} {"}"}
            certificates:
              - name: {name}
                chainFile: {chain}
                keyFile: {key}
            """
        );
        return ExitCode.Ok;
    }

    private static bool IsHost(string host) =>
        System.Net.IPAddress.TryParse(host, out _)
        || (
            Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Dns
        );
}
