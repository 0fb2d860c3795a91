using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Capture.Filtering;

/// <summary>A filter expression (pcap-filter(7)) for packets of files, compiled for each link type that comes.</summary>
public sealed class PacketFilter
{
    private readonly Dictionary<LinkType, FilterProgram> _programs = [];
    private LinkType _linkType;
    private FilterProgram _program;

    private PacketFilter(string expression, LinkType linkType)
    {
        Expression = expression;
        _linkType = linkType;
        _program = ProgramFor(linkType);
    }

    /// <summary>What was compiled.</summary>
    public string Expression { get; }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="FilterException">It is no filter for that link type, cannot run on files, or libpcap is not installed.</exception>
    public static PacketFilter Compile(string expression, LinkType linkType = LinkType.Ethernet) => new(expression, linkType);

    /// <summary>Whether a packet passes. A link type that was not seen before is compiled for.</summary>
    /// <exception cref="FilterException">The expression is no filter for the packet's link type.</exception>
    public bool Passes(in CapturedPacket packet)
    {
        if (packet.LinkType != _linkType)
        {
            _program = ProgramFor(packet.LinkType);
            _linkType = packet.LinkType;
        }

        return _program.Passes(packet.Octets, packet.WireLength);
    }

    private FilterProgram ProgramFor(LinkType linkType)
    {
        if (_programs.TryGetValue(linkType, out FilterProgram? known)) return known;
        FilterProgram program = FilterProgram.Create(FilterCompiler.ForFile(Expression, linkType), out string? problem)
            ?? throw new FilterException($"filter '{Expression}': it {problem}.");
        _programs.Add(linkType, program);
        return program;
    }
}
