namespace Serinus.Commands.Demo;

/// <summary>Where the demo shows itself: a live table on a terminal, lines elsewhere.</summary>
internal interface IDemoScreen
{
    /// <summary>Runs the demo while the screen is up.</summary>
    Task<int> WhileShownAsync(Func<Task<int>> demo);

    /// <summary>Shows the state of this second.</summary>
    void Show(DemoView view);

    /// <summary>Tells what stays true, such as where to look.</summary>
    void Pin(string line);

    /// <summary>Tells what has just happened.</summary>
    void Tell(string line);
}
