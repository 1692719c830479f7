namespace Serinus.Testbed.Kubernetes;

/// <summary>Where the real kube-apiserver is: in KUBE_APISERVER, else where the repository's own script finds or makes one.</summary>
internal static class ApiServerProgram
{
    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(20);

    public static async Task<string> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("KUBE_APISERVER") is { Length: > 0 } given)
            return given;
        var script = Path.Combine(Repository.Root, "tests", "Serinus.EndToEnd", "Kubernetes", "make-kube-apiserver");
        var (exitCode, output) = await ChildProcess.RunAsync(script, [], BuildTime);
        var path = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        return exitCode == 0 && File.Exists(path)
            ? path
            : throw new InvalidOperationException(
                $"there is no kube-apiserver; {script} ended with {exitCode}:\n{output}"
            );
    }
}
