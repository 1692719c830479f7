return await Serinus.Commands.CommandLine.RunAsync(args, Console.Out, Console.Error);
