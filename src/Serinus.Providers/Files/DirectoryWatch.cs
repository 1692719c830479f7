namespace Serinus.Providers.Files;

/// <summary>
/// Tells that something happened to files of some directories. What happened does not matter: whoever waits reads the files again.
/// </summary>
internal sealed class DirectoryWatch(TimeProvider time) : IDisposable
{
    /// <summary>Among the names of a directory's files: every one that is configuration by its name.</summary>
    public const string EveryConfigFile = "";

    /// <summary>Each takes one of the user's inotify instances, of which there are 128 (inotify(7)); what is not watched is looked at.</summary>
    private const int DirectoriesMax = 64;

    private readonly Dictionary<string, (FileSystemWatcher Watcher, HashSet<string> Names)> watchers = new(
        StringComparer.Ordinal
    );

    // Replaced by the waiting side before it reads, so an event that comes in between is seen by that reading.
    private volatile TaskCompletionSource happened = NewSignal();
    private volatile bool lost;

    /// <summary>Whether some directory cannot be watched, because it is missing or the system's watches are used up.</summary>
    public bool IsBlind { get; private set; }

    /// <summary>
    /// Watches these directories and no others: in each the named files, or every configuration file. True when a watch has begun: what
    /// happened just before may have been missed.
    /// </summary>
    public bool Follow(Dictionary<string, HashSet<string>> places)
    {
        if (lost)
            Forget();
        IsBlind = false;
        foreach (var (directory, (watcher, names)) in watchers.ToArray())
        {
            if (places.TryGetValue(directory, out var wanted) && wanted.SetEquals(names))
                continue;
            watchers.Remove(directory);
            watcher.Dispose();
        }

        var before = watchers.Count;
        foreach (var (directory, names) in places)
        {
            if (watchers.ContainsKey(directory))
                continue;
            if (watchers.Count >= DirectoriesMax)
                IsBlind = true;
            else
                Begin(directory, names);
        }

        return watchers.Count > before;
    }

    /// <summary>Ends all watches, so that the next <see cref="Follow"/> begins anew: a directory may have been replaced by another.</summary>
    public void Forget()
    {
        lost = false;
        foreach (var (watcher, _) in watchers.Values)
            watcher.Dispose();
        watchers.Clear();
    }

    /// <summary>Waits until something happens; false when nothing did for <paramref name="atMost"/>.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var signal = happened;
        if (!signal.Task.IsCompleted)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(signal.Task, Task.Delay(atMost, time, end.Token));
            await end.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (!signal.Task.IsCompleted)
            return false;
        happened = NewSignal();
        return true;
    }

    public void Dispose() => Forget();

    private void Begin(string directory, HashSet<string> names)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(directory)
            {
                NotifyFilter =
                    NotifyFilters.FileName
                    | NotifyFilters.DirectoryName
                    | NotifyFilters.LastWrite
                    | NotifyFilters.Size
                    | NotifyFilters.CreationTime
                    | NotifyFilters.Attributes,
            };
            watcher.Changed += (_, e) => Notice(e.Name);
            watcher.Created += (_, e) => Notice(e.Name);
            watcher.Deleted += (_, e) => Notice(e.Name);
            watcher.Renamed += (_, e) =>
            {
                Notice(e.OldName);
                Notice(e.Name);
            };
            watcher.Error += (_, _) =>
            {
                lost = true;
                happened.TrySetResult();
            };
            watcher.EnableRaisingEvents = true;
            watchers.Add(directory, (watcher, names));
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            IsBlind = true;
        }

        // Kubernetes swaps the content of a volume by renaming its hidden link "..data".
        void Notice(string? name)
        {
            if (
                name is null
                || name.StartsWith("..", StringComparison.Ordinal)
                || names.Contains(name)
                || (names.Contains(EveryConfigFile) && ConfigFileName.Is(name))
            )
                happened.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
