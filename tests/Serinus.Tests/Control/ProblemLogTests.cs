using Serinus.Control;
using Serinus.Hosting;
using Serinus.Routing.Config;

namespace Serinus.Tests.Control;

public sealed class ProblemLogTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly ProblemLog log;

    public ProblemLogTests() => log = new ProblemLog(new LineLogger(output, LogFormat.Text, new FakeTime()));

    private static Problem Weight(int line) =>
        new()
        {
            Object = new ObjectId(ObjectId.Route, "web"),
            Field = "backends[1].weight",
            Message = "weight -5 is below 0",
            Cure = "use 0 to drain",
            Location = new Location("serinus.yaml", line, 7),
        };

    public void Dispose() => output.Dispose();

    [Fact]
    public void A_problem_is_logged_once_and_its_cure_once()
    {
        log.Report([Weight(3)]);
        log.Report([Weight(3)]);
        // Somebody added a line above it.
        log.Report([Weight(4)]);
        log.Report([]);
        log.Report([]);

        Assert.Equal(
            """
            2026-01-01T00:00:00.000Z error serinus.yaml:3:7: route web: backends[1].weight: weight -5 is below 0; use 0 to drain
            2026-01-01T00:00:00.000Z info  cured: route web: weight -5 is below 0

            """,
            output.ToString()
        );
    }

    [Fact]
    public void A_problem_that_comes_back_is_logged_again()
    {
        log.Report([Weight(3)]);
        log.Report([]);
        log.Report([Weight(3)]);

        Assert.Equal(3, output.ToString().Count(c => c == '\n'));
    }
}
