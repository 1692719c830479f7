namespace Serinus.Commands.Demo;

/// <summary>Where the demo shows itself: a page that changes in place on a terminal, lines elsewhere.</summary>
internal interface IDemoScreen
{
    /// <summary>Width that lines have room in.</summary>
    int Width { get; }

    /// <summary>Runs the demo while the screen is up.</summary>
    Task<T> WhileShownAsync<T>(Func<Task<T>> demo);

    /// <summary>Shows the state of this second.</summary>
    void Show(DemoView view);

    /// <summary>Tells what stays true, such as where to look.</summary>
    void Pin(string line);

    /// <summary>Tells what has just happened.</summary>
    void Tell(string line);
}
