using Serinus.Commands;

namespace Serinus.Tests.Commands;

/// <summary>One call of the program, in this process, with what it wrote.</summary>
internal sealed record Call(int Status, string Output, string Error)
{
    public static async Task<Call> Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var status = await CommandLine.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return new Call(status, output.ToString(), error.ToString());
    }
}
