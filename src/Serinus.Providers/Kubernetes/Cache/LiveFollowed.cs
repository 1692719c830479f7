using Serinus.Providers.Kubernetes.Api;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>How it goes with one kind in one namespace. Written by its informer, read by anybody; the fields are independent of each other.</summary>
/// <param name="type">What is followed.</param>
/// <param name="ns">Where; everywhere when empty.</param>
/// <param name="changed">Told when it becomes well or ill.</param>
internal sealed class LiveFollowed(ResourceType type, string ns, TimeProvider time, Action changed)
{
    private volatile Trouble? trouble;
    private volatile bool isSynced;

    public ResourceType Type => type;

    public string Namespace => ns;

    /// <summary>Whether it was listed in full at least once.</summary>
    public bool IsSynced => isSynced;

    /// <summary>What goes wrong since when; null when all is well.</summary>
    public Trouble? Trouble => trouble;

    public void Succeeded()
    {
        var isNews = trouble is not null || !isSynced;
        trouble = null;
        isSynced = true;
        if (isNews)
            changed();
    }

    public void Failed(ApiFailure failure)
    {
        var isNews = trouble is null;
        trouble = new Trouble(failure, trouble?.Since ?? time.GetUtcNow());
        if (isNews)
            changed();
    }
}
