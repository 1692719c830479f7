using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Certificates;

namespace Serinus.Orders;

/// <summary>
/// The canaries an edge has taken out, kept for its next start: without anybody who plans they would get requests again, and fail them, until they
/// are taken out anew. Used by one thread at a time.
/// </summary>
/// <param name="folder">The folder for what must outlive the program.</param>
public sealed class TakenOutFile(string folder)
{
    private readonly string path = Path.Combine(folder, "taken-out.json");
    private ImmutableArray<TakenOut> written = [];

    /// <summary>The canaries that were out when the program ended; none when there were none.</summary>
    /// <param name="trouble">Why what is there cannot be read; null when it can.</param>
    public ImmutableArray<TakenOut> Read(out string? trouble)
    {
        trouble = null;
        try
        {
            if (!File.Exists(path))
                return [];
            var read = JsonSerializer.Deserialize<TakenOut?[]>(File.ReadAllBytes(path), JsonSerializerOptions.Web);
            written = [.. (read ?? []).OfType<TakenOut>().Where(one => one is { Rollout: not null, Reason: not null })];
            return written;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            trouble = $"{path} cannot be read: {failure.Message}";
            return [];
        }
    }

    /// <summary>Keeps these in place of those of before, when they are others; null when that could be done, else why not.</summary>
    public string? Write(ImmutableArray<TakenOut> now)
    {
        if (now.AsSpan().SequenceEqual(written.AsSpan()))
            return null;
        // Trouble is told once for each change, not at every look.
        written = now;
        try
        {
            PrivateFile.MakeFolder(folder);
            PrivateFile.Write(path, JsonSerializer.Serialize(now, JsonSerializerOptions.Web));
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written: {failure.Message} A canary that this edge has taken out gets requests again when it is started anew, until it is taken out again; make stateFolder writable";
        }
    }
}
