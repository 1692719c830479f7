namespace Serinus.Compare;

/// <summary>What is measured and for how long.</summary>
public sealed record Options
{
    public const string Help = """
        usage: ./dev bench [slow] [--quick] [--only NAMES] [--bodies NAMES] [--protocols NAMES] [--connections NUMBERS] [--rounds N] [--seconds N]

          slow           what a thousand slow clients do to the others: nginx and Serinus, 16 connections unless given
          --quick        one round of two seconds
          --only         of nginx, haproxy, caddy, yarp, serinus; a comma between two
          --bodies       of 19B, 10KB, 1MB
          --protocols    of http, https, h2, handshake, resume; http unless given
          --connections  such as 1,64,1000
          --rounds       times each program is measured for each body and number of connections (3)
          --seconds      length of one measurement (5)
        """;

    /// <summary>Programs, in the order of their first round.</summary>
    public IReadOnlyList<string> Programs { get; init; } = ["nginx", "haproxy", "caddy", "yarp", "serinus"];

    public IReadOnlyList<string> Bodies { get; init; } = [.. Origin.Bodies.Keys];

    public IReadOnlyList<Protocol> Protocols { get; init; } = [Protocol.Http];

    public IReadOnlyList<int> Connections { get; init; } = [1, 64, 1000];

    /// <summary>Whether it is about slow clients, and not about the cost of requests.</summary>
    public bool IsSlow { get; init; }

    public int Rounds { get; init; } = 3;

    public int Seconds { get; init; } = 5;

    /// <summary>Reads the command line; a mistake is an <see cref="ArgumentException"/> whose message tells it.</summary>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (i == 0 && name == "slow")
            {
                options = options with { IsSlow = true, Programs = ["nginx", "serinus"], Connections = [16] };
                continue;
            }

            if (name == "--quick")
            {
                options = options with { Rounds = 1, Seconds = 2 };
                continue;
            }

            if (++i == arguments.Count)
                throw new ArgumentException($"{name} is unknown or needs a value");
            var value = arguments[i];
            options = name switch
            {
                "--only" => options with { Programs = Names(name, value, new Options().Programs) },
                "--bodies" => options with { Bodies = Names(name, value, options.Bodies) },
                "--protocols" => options with
                {
                    Protocols =
                    [
                        .. Names(name, value, [.. Enum.GetNames<Protocol>().Select(word => word.ToLowerInvariant())])
                            .Select(word => Enum.Parse<Protocol>(word, ignoreCase: true)),
                    ],
                },
                "--connections" => options with { Connections = [.. value.Split(',').Select(n => Number(name, n))] },
                "--rounds" => options with { Rounds = Number(name, value) },
                "--seconds" => options with { Seconds = Number(name, value) },
                _ => throw new ArgumentException($"{name} is unknown"),
            };
        }

        return options;
    }

    private static string[] Names(string option, string value, IReadOnlyList<string> known)
    {
        var names = value.Split(',');
        return names.Except(known).FirstOrDefault() is { } stranger
            ? throw new ArgumentException($"{option} {stranger} is not one of {string.Join(", ", known)}")
            : names;
    }

    private static int Number(string option, string value) =>
        int.TryParse(value, out var number) && number is > 0 and <= 10_000
            ? number
            : throw new ArgumentException($"{option} {value} is not a number from 1 to 10000");
}
