using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Serinus.Providers.Certificates;

namespace Serinus.Orders;

/// <summary>
/// The orders of an edge that is given them by another, kept for its next start: until they are given again its routes would be served as they
/// were written. Used by one thread at a time.
/// </summary>
/// <param name="folder">The folder for what must outlive the program.</param>
public sealed class OrderFile(string folder)
{
    private readonly string path = Path.Combine(folder, "orders.json");

    /// <summary>The orders held when the program ended; none when there were none.</summary>
    /// <param name="trouble">Why what is there cannot be read; null when it can.</param>
    public ImmutableArray<EdgeOrder> Read(out string? trouble)
    {
        trouble = null;
        try
        {
            if (!File.Exists(path))
                return [];
            var text = File.ReadAllBytes(path);
            using var document = JsonDocument.Parse(text);
            var orders = ImmutableArray.CreateBuilder<EdgeOrder>();
            foreach (var each in document.RootElement.EnumerateArray())
            {
                if (OrderJson.Read(Encoding.UTF8.GetBytes(each.GetRawText()), out var bad) is { } order)
                    orders.Add(order);
                else
                    trouble = $"{path} has an order that cannot be read: {bad}";
            }

            return orders.ToImmutable();
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            trouble = $"{path} cannot be read: {failure.Message}";
            return [];
        }
    }

    /// <summary>Keeps orders in place of those of before; null when that could be done, else why not.</summary>
    public string? Write(IEnumerable<EdgeOrder> orders)
    {
        try
        {
            PrivateFile.MakeFolder(folder);
            PrivateFile.Write(path, OrderJson.Write([.. orders]));
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written: {failure.Message} Orders of rollouts are lost when this edge is started anew";
        }
    }
}
