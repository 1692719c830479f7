using System.Globalization;
using System.Security.Cryptography;

namespace Serinus.Commands.Demo;

/// <summary>The configuration of the demo: a real file in a folder of its own, which anybody may edit while it runs, and a token to act with.</summary>
internal sealed class DemoConfig : IDisposable
{
    /// <summary>Name of the rollout, and of the route it moves.</summary>
    public const string Name = "hello";

    /// <summary>Shares of the canary, in percent.</summary>
    public const string Steps = "1%, 10%, 50%";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("serinus-demo-");
    private readonly DemoOptions options;
    private readonly string stable;
    private readonly string canary;

    public DemoConfig(DemoOptions options, IEnumerable<SampleApp> stable, IEnumerable<SampleApp> canary)
    {
        this.options = options;
        this.stable = Addresses(stable);
        this.canary = Addresses(canary);
        Path = In("edge.yaml");
        TokenPath = In("token");
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        File.WriteAllText(TokenPath, $"{key}\n");
        File.WriteAllText(In("tokens"), $"demo {key}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(In("tokens"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string Path { get; }

    /// <summary>The file with the token, for commands.</summary>
    public string TokenPath { get; }

    /// <summary>Writes the file with the stable version alone.</summary>
    public void WriteStable() => Write("");

    /// <summary>Writes the file with a rollout of this version.</summary>
    public void WriteRollout(string revision) =>
        Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                rollouts:
                  - name: {{Name}}
                    route: {{Name}}
                    stable: stable
                    canary: canary
                    revision: {{revision}}
                    steps: "{{Steps}} every {{options.StepTime.TotalMilliseconds:0}}ms"

                """
            )
        );

    public void Dispose() => folder.Delete(recursive: true);

    // Beside it first, then renamed: a reader sees the old file or the new one, never half of one.
    private void Write(string rollouts)
    {
        var draft = In(".edge.yaml.new");
        File.WriteAllText(
            draft,
            $$"""
            # Change something and save: it is live within a fraction of a second.
            listeners:
              - { name: web, address: "{{options.Listen}}" }
            routes:
              - name: {{Name}}
                path: { prefix: / }
                backends:
                  - { service: v1, name: stable, weight: 100 }
                  - { service: v2, name: canary, weight: 0 }
            services:
              - { name: v1, endpoints: [{{stable}}] }
              - { name: v2, endpoints: [{{canary}}] }
            {{rollouts}}stateFolder: "{{In("state")}}"
            admin: { address: "{{options.Admin}}", tokenFile: "{{In("tokens")}}" }

            """
        );
        File.Move(draft, Path, overwrite: true);
    }

    private string In(string name) => System.IO.Path.Combine(folder.FullName, name);

    private static string Addresses(IEnumerable<SampleApp> apps) =>
        string.Join(", ", apps.Select(app => $"\"{app.Address}\""));
}
