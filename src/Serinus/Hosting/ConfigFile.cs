using Serinus.Control;
using Serinus.Providers.Files;
using Serinus.Routing.Config;

namespace Serinus.Hosting;

/// <summary>Reads the configuration a command line names.</summary>
public static class ConfigFile
{
    /// <summary>What the file or directory says.</summary>
    /// <exception cref="StartupException">It is missing or cannot be read.</exception>
    public static Fragment Load(FileProvider provider, string path)
    {
        if (!Path.Exists(path))
        {
            throw new StartupException(
                $"configuration {path} does not exist; name an existing file or directory with --config"
            );
        }

        try
        {
            return provider.Load();
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"configuration {path} cannot be read: {trouble.Message} Check its owner and rights (ls -l {path})",
                trouble
            );
        }
    }
}
