using Serinus.Providers.Certificates;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Secrets;

/// <summary>Reads the authority that settings name for the endpoints of a whole cluster.</summary>
internal static class UpstreamAuthority
{
    /// <summary>The settings with the text of the file they name.</summary>
    /// <exception cref="KubeconfigException">The file cannot be read, or holds no certificates.</exception>
    public static UpstreamTlsConfig Read(UpstreamTlsConfig config)
    {
        if (config.AuthorityFile is not { } path)
            return config;
        try
        {
            var text = File.ReadAllText(path);
            return AuthorityText.TroubleOf(text) is { } trouble
                ? throw new KubeconfigException(
                    $"kubernetes.upstreamTls.authorityFile: {path} {trouble.Message}; {trouble.Cure}"
                )
                : config with
                {
                    AuthorityFile = null,
                    Authority = text,
                };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"kubernetes.upstreamTls.authorityFile: {failure.Message}", failure);
        }
    }
}
