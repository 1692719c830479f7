using BenchmarkDotNet.Running;
using Serinus.Benchmarks.Routing;

BenchmarkSwitcher.FromAssembly(typeof(MatchBenchmarks).Assembly).Run(args);
