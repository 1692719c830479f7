// Micro-benchmarks of what every request passes: ./dev bench micro [--filter '*Match*'].
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
