using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

public sealed class FileProvider
{
    public const string ProviderName = "file";

    internal static ObjectId FileId(string path) => new("file", Path.GetFileName(path));
}
