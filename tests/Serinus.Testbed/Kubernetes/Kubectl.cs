namespace Serinus.Testbed.Kubernetes;

/// <summary>The real kubectl, as a user would type it.</summary>
/// <param name="kubeconfig">File it reads.</param>
public sealed class Kubectl(string kubeconfig)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary><c>kubectl apply -f</c>.</summary>
    public async Task ApplyAsync(string yaml, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        await RunAsync(["apply", "-f", folder.Write("objects.yaml", yaml), .. arguments]);
    }

    /// <summary>Runs it to its end and gives what it wrote; fails when it fails.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        string[] all = ["--kubeconfig", kubeconfig, .. arguments];
        var (exitCode, output) = await ChildProcess.RunAsync("kubectl", all, Patience);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"kubectl {string.Join(' ', all)} ended with {exitCode}:\n{output}");
    }
}
