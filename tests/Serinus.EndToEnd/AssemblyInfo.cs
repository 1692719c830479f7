using System.Runtime.Versioning;

// Processes, signals and /proc as they are on Linux.
[assembly: SupportedOSPlatform("linux")]
