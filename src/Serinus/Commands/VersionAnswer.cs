namespace Serinus.Commands;

/// <summary>What <c>serinus version -o json</c> says.</summary>
/// <param name="Version">Version and revision of the program.</param>
/// <param name="Runtime">The .NET it runs on.</param>
/// <param name="Platform">Operating system and processor.</param>
internal sealed record VersionAnswer(string Version, string Runtime, string Platform);
