namespace Serinus.Admin.Metrics;

/// <summary>The published series of one living thing: an arm, a route, an endpoint. Handles are resolved once, when the thing first has something to show.</summary>
internal abstract class Series
{
    /// <summary>Brings the series up to date.</summary>
    public abstract void Update();

    /// <summary>Takes the series off the page: the thing is gone.</summary>
    public abstract void Remove();
}
