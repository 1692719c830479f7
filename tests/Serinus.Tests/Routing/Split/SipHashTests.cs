using Serinus.Routing.Split;

namespace Serinus.Tests.Routing.Split;

public sealed class SipHashTests
{
    // The paper's key 00 01 … 0f and inputs 00 01 … of growing length; appendix A gives the one of 15 bytes.
    private const ulong Key0 = 0x0706050403020100;
    private const ulong Key1 = 0x0f0e0d0c0b0a0908;

    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(7, 0xab0200f58b01d137)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    [InlineData(63, 0x958a324ceb064572)]
    public void It_agrees_with_the_vectors_of_its_authors(int length, ulong expected)
    {
        var input = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

        Assert.Equal(expected, SipHash.Compute(Key0, Key1, input));
    }
}
