namespace Serinus.Testbed;

/// <summary>Signals of POSIX that tests send, by their numbers on Linux.</summary>
public enum Signal
{
    Hangup = 1,
    Kill = 9,
    User1 = 10,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
