using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>
/// Configuration from a file or the files of a directory (*.yaml, *.yml, *.toml; not hidden, in order of their names).
/// Nothing expected is thrown: a missing, unreadable or broken file is a problem in the fragment, and what it said before stays.
/// The files of certificates and keys that it names are read and followed in the same way.
/// </summary>
/// <param name="path">A file, a directory, or a pipe that is read once.</param>
/// <param name="time">Clock of the waits; the system's unless given.</param>
public sealed class FileProvider(string path, TimeProvider? time = null)
{
    /// <summary>Name of the provider in fragments and metrics.</summary>
    public const string ProviderName = "file";

    /// <summary>Kind of the objects that problems of a file itself, not of an object in it, belong to.</summary>
    public const string FileKind = "file";

    // A change is read once nothing has happened for a moment, so that the several events of one write are one reading.
    private static readonly TimeSpan quiet = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan quietMax = TimeSpan.FromMilliseconds(50);

    // What looks half written gets this long to become whole before it is reported.
    private static readonly TimeSpan unfinishedMax = TimeSpan.FromMilliseconds(250);

    // Notifications get lost (network file systems, full queues, replaced directories): a look now and then finds what they missed.
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan lookEveryWhenBlind = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider time = time ?? TimeProvider.System;
    private readonly FileSet files = new(path, time ?? TimeProvider.System);

    /// <summary>Reads everything now.</summary>
    public FileReading Read()
    {
        files.Read(final: true);
        return files.Said!;
    }

    /// <summary>Reads everything now, for those who ask for no rollouts.</summary>
    public Fragment Load() => Read().Fragment;

    /// <summary>
    /// Publishes what is said whenever a file changes, until cancelled; also at once if <see cref="Read"/> was never called or something
    /// has changed since. One call at a time, and not together with <see cref="Read"/>.
    /// </summary>
    /// <exception cref="OperationCanceledException">The only way it ends.</exception>
    public async Task WatchAsync(Action<FileReading> publish, CancellationToken cancellationToken)
    {
        using var watch = new DirectoryWatch(time);
        watch.Follow(files.Places());
        while (true)
        {
            if (await ReadWhenWholeAsync(watch, cancellationToken))
                publish(files.Said!);
            if (watch.Follow(files.Places()) && files.LooksChanged())
                continue;
            await SomethingHappensAsync(watch, cancellationToken);
        }
    }

    internal static ObjectId FileId(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return new ObjectId(FileKind, name.Length == 0 ? path : name);
    }

    private async Task SomethingHappensAsync(DirectoryWatch watch, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await watch.WaitAsync(watch.IsBlind ? lookEveryWhenBlind : lookEvery, cancellationToken))
            {
                await SettleAsync(watch, cancellationToken);
                return;
            }

            if (!files.LooksChanged())
                continue;
            watch.Forget();
            return;
        }
    }

    private async Task SettleAsync(DirectoryWatch watch, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < quietMax && await watch.WaitAsync(quiet, cancellationToken)) { }
    }

    private async Task<bool> ReadWhenWholeAsync(DirectoryWatch watch, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var left = unfinishedMax - time.GetElapsedTime(began);
            var read = files.Read(final: left <= TimeSpan.Zero);
            if (read != Reread.Unfinished)
                return read == Reread.Changed;
            if (await watch.WaitAsync(left, cancellationToken))
                await SettleAsync(watch, cancellationToken);
        }
    }
}
