namespace Serinus.Hosting;

/// <summary>What the program's exit status tells.</summary>
public static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>The configuration has errors, or what was asked for failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The program cannot start: a port is in use, a file is missing or unreadable.</summary>
    public const int CannotStart = 3;

    /// <summary>A rollout goes on.</summary>
    public const int RolloutRunning = 4;

    /// <summary>A rollout waits for somebody to promote it.</summary>
    public const int RolloutWaiting = 5;

    /// <summary>Ended by a signal before it was done: 128 and the signal's number, as shells count it.</summary>
    public static int Signalled(int signal) => 128 + signal;

    /// <summary>The lines every command's help ends with.</summary>
    public const string Help = """
          0    all went well
          1    the configuration has errors, or what was asked for failed
          2    the command line is wrong
          3    the program cannot start: a port is in use, a file is missing or unreadable
          4    rollout: a run goes on
          5    rollout: it waits for somebody to promote it
          130  interrupted (143: terminated) before it was done
        """;
}
