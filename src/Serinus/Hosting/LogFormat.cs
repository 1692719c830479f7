namespace Serinus.Hosting;

/// <summary>Shape of the program's own log.</summary>
public enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}
