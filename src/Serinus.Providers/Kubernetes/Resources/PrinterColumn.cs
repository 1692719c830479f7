namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A column of <c>kubectl get</c>.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Path">JSON path of its value.</param>
/// <param name="Type"><c>string</c>, <c>integer</c>, <c>number</c> or <c>date</c>.</param>
/// <param name="IsWide">Whether only <c>-o wide</c> shows it.</param>
internal sealed record PrinterColumn(string Name, string Path, string Type = "string", bool IsWide = false);
