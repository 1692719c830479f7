using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>Steps as they are written: in one of two ways.</summary>
/// <param name="List">The steps one by one; empty when they are in one line.</param>
/// <param name="Line">The steps in one line; null when they are a list.</param>
internal sealed record StepsDraft(ImmutableArray<StepSpec> List, ShortSteps? Line);
