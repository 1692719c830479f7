using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files;

/// <summary>
/// Tells whether a value is the same as at the last reading, places included: then its record is taken again, and whatever was
/// compiled from it stays as it is. A cryptographic hash, because a collision would silently keep an old setting.
/// </summary>
internal sealed class Fingerprint
{
    private readonly ArrayBufferWriter<byte> bytes = new(4096);

    public UInt128 Of(string kind, Node node)
    {
        bytes.ResetWrittenCount();
        Write(kind);
        Write(node);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private void Write(Node node)
    {
        Write(node.Line);
        Write(node.Column);
        switch (node)
        {
            case MapNode map:
                Write(map.Entries.Count);
                foreach (var entry in map.Entries)
                {
                    Write(entry.Key);
                    Write(entry.Line);
                    Write(entry.Column);
                    Write(entry.Value);
                }

                break;
            case ListNode list:
                Write(~list.Items.Count);
                foreach (var item in list.Items)
                    Write(item);
                break;
            case ScalarNode scalar:
                Write((int)scalar.Kind);
                Write(scalar.Text);
                break;
        }
    }

    private void Write(int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(sizeof(int)), number);
        bytes.Advance(sizeof(int));
    }

    // The length first, so that no two different trees give the same bytes.
    private void Write(string text)
    {
        Write(text.Length);
        bytes.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
