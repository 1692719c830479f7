namespace Serinus.Providers.Files;

/// <summary>What reading the files again gave.</summary>
internal enum Reread
{
    /// <summary>Every byte is as before.</summary>
    Same,

    /// <summary>The fragment is new.</summary>
    Changed,

    /// <summary>A file looks half written; nothing was taken over.</summary>
    Unfinished,
}
