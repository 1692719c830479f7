using Serinus.Control;
using Serinus.Providers.Files;

namespace Serinus.Hosting;

/// <summary>Reads the configuration a command line names.</summary>
public static class ConfigFile
{
    /// <summary>What the file or directory says; one that cannot be read or parsed is a problem in its fragment.</summary>
    /// <exception cref="StartupException">It does not exist.</exception>
    public static FileReading Read(FileProvider provider, string path)
    {
        if (!Path.Exists(path))
        {
            throw new StartupException(
                $"configuration {path} does not exist; name an existing file or directory with --config"
            );
        }

        return provider.Read();
    }
}
