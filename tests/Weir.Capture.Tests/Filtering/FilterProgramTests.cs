using Weir.Capture.Filtering;
using Weir.Wire.Packets;

namespace Weir.Capture.Tests.Filtering;

public sealed class FilterProgramTests
{
    private static readonly FilterInstruction Pass = new(FilterCode.Return, 0, 0, 1);

    [Fact]
    public void What_could_not_run_is_refused()
    {
        Refused("instructions where");
        Refused("past its end", new FilterInstruction(FilterCode.Load | FilterCode.Immediate, 0, 0, 1));
        Refused("unknown", new(0x18, 0, 0, 0), Pass);
        Refused("memory", new(FilterCode.Store, 0, 0, 16), Pass);
        Refused("memory", new(FilterCode.LoadIndex | FilterCode.Memory, 0, 0, 16), Pass);
        Refused("divides by 0", new(FilterCode.Arithmetic | FilterCode.Divide, 0, 0, 0), Pass);
        Refused("backwards", new(FilterCode.Jump, 0, 0, uint.MaxValue), Pass);
        Refused("backwards", new(FilterCode.Jump | FilterCode.Equal, 1, 0, 0), Pass);
        Refused("live", new(FilterCode.Load | FilterCode.Octet | FilterCode.Absolute, 0, 0, 0xFFFF_F004), Pass);
        Refused("instructions where", [.. Enumerable.Repeat(Pass, FilterProgram.MaxInstructions + 1)]);
    }

    [Fact]
    public void A_division_by_an_index_of_zero_does_not_pass()
    {
        FilterProgram program = Created(new(FilterCode.Arithmetic | FilterCode.Modulo | FilterCode.FromIndex, 0, 0, 0), Pass);
        Assert.False(program.Passes([1, 2, 3], 3));
    }

    [Fact]
    public void A_load_past_the_captured_octets_does_not_pass()
    {
        foreach ((int size, int octets) in new[] { (FilterCode.Word, 4), (FilterCode.Half, 2), (FilterCode.Octet, 1) })
        {
            byte[] packet = new byte[octets];
            Assert.True(Created(new((ushort)(size | FilterCode.Absolute), 0, 0, 0), Pass).Passes(packet, octets));
            Assert.False(Created(new((ushort)(size | FilterCode.Absolute), 0, 0, 1), Pass).Passes(packet, octets));
            Assert.False(Created(
                new(FilterCode.LoadIndex, 0, 0, uint.MaxValue), new((ushort)(size | FilterCode.Indirect), 0, 0, 1), Pass).Passes(packet, octets));
        }
    }

    /// <summary>Any instructions: refused, or run to an end on any octets. Programs of the compiler with one octet changed reach deeper.</summary>
    [Fact]
    public void No_program_and_no_packet_breaks_it()
    {
        Random random = new(5);
        byte[] packet = new byte[64];
        FilterInstruction[][] real = [.. new[] { "tcp[13] & 7 = 2 and portrange 50-500", "vlan and ip[ip[3] % 7] > 3", "ip6 host 2001:db8::3" }
            .Select(static text => FilterCompiler.ForFile(text, LinkType.Ethernet))];
        int ran = 0;
        for (int turn = 0; turn < 100_000; turn++)
        {
            FilterInstruction[] program = [.. real[turn % real.Length]];
            if (turn % 2 == 0) program = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Any(random)), Pass];
            else
            {
                ref FilterInstruction one = ref program[random.Next(program.Length)];
                one = random.Next(4) switch
                {
                    0 => one with { Code = (ushort)random.Next(256) },
                    1 => one with { IfTrue = (byte)random.Next(16) },
                    2 => one with { IfFalse = (byte)random.Next(16) },
                    _ => one with { K = random.Next(2) == 0 ? (uint)random.Next(64) : (uint)random.NextInt64() },
                };
            }

            if (FilterProgram.Create(program, out _) is not { } created) continue;
            random.NextBytes(packet);
            _ = created.Passes(packet.AsSpan(0, random.Next(packet.Length + 1)), 1500);
            ran++;
        }

        Assert.InRange(ran, 20_000, 100_000);
    }

    private static FilterInstruction Any(Random random) =>
        new((ushort)random.Next(256), (byte)random.Next(3), (byte)random.Next(3), (uint)random.Next(1, 20));

    private static FilterProgram Created(params FilterInstruction[] instructions) =>
        FilterProgram.Create(instructions, out string? problem) ?? throw new InvalidOperationException(problem);

    private static void Refused(string problem, params FilterInstruction[] instructions)
    {
        Assert.Null(FilterProgram.Create(instructions, out string? said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }
}
