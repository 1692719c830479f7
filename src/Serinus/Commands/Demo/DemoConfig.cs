namespace Serinus.Commands.Demo;

/// <summary>The configuration file of the demo: a real one, which anybody may edit while it runs.</summary>
internal sealed class DemoConfig : IDisposable
{
    public const string RouteName = "hello";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("serinus-demo-");
    private readonly string listen;
    private readonly string admin;
    private readonly string stable;
    private readonly string canary;

    public DemoConfig(string listen, string admin, IEnumerable<SampleApp> stable, IEnumerable<SampleApp> canary)
    {
        this.listen = listen;
        this.admin = admin;
        this.stable = Addresses(stable);
        this.canary = Addresses(canary);
        Path = System.IO.Path.Combine(folder.FullName, "edge.yaml");
    }

    public string Path { get; }

    /// <summary>Writes the file with this share for the canary: beside it first, then renamed, so that a reader sees the old file or the new one, never half of one.</summary>
    public void Write(int canaryPercent)
    {
        var draft = System.IO.Path.Combine(folder.FullName, ".edge.yaml.new");
        File.WriteAllText(
            draft,
            $"""
            # Change a weight and save: it is live within a fraction of a second.
            listeners:
              - {'{'} name: web, address: "{listen}" {'}'}
            routes:
              - name: {RouteName}
                path: {'{'} prefix: / {'}'}
                backends:
                  - {'{'} service: v1, name: stable, weight: {100 - canaryPercent} {'}'}
                  - {'{'} service: v2, name: canary, weight: {canaryPercent} {'}'}
            services:
              - {'{'} name: v1, endpoints: [{stable}] {'}'}
              - {'{'} name: v2, endpoints: [{canary}] {'}'}
            admin: {'{'} address: "{admin}" {'}'}

            """
        );
        File.Move(draft, Path, overwrite: true);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string Addresses(IEnumerable<SampleApp> apps) =>
        string.Join(", ", apps.Select(app => $"\"{app.Address}\""));
}
