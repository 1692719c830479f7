using System.CommandLine;

namespace Serinus.Commands;

internal static class ExplainCommand
{
    public static Command Build() => new("explain", "");
}
