namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Stories that are told side by side in one namespace, as each of them mostly waits.</summary>
internal static class Scenarios
{
    /// <summary>Waits for all of them, and tells of every one that failed.</summary>
    public static async Task AllAsync(params Task[] stories)
    {
        await Task.WhenAll(stories).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Exception[] failures =
        [
            .. stories.Where(story => story.IsFaulted).Select(story => story.Exception!.InnerException!),
        ];
        if (failures.Length > 0)
            throw new AggregateException(failures);
    }
}
