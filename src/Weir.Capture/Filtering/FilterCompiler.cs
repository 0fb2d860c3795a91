using System.Runtime.InteropServices;
using Weir.Capture.Interop;
using Weir.Wire.Packets;

namespace Weir.Capture.Filtering;

/// <summary>Has libpcap turn an expression (pcap-filter(7)) into a program.</summary>
internal static unsafe class FilterCompiler
{
    /// <summary>Longer than any interface's packets: a filter passes them whole.</summary>
    private const int SnapLength = 262_144;

    /// <summary>libpcap's own number for bare IP packets; files say 101 (DLT_RAW and LINKTYPE_RAW).</summary>
    private const int BareIp = 12;

    /// <summary>libpcap wants a ring of its own even where it only compiles.</summary>
    private const int SmallestRing = 1 << 17;

    private const string Preamble = "can't parse filter expression: ";
    private const string SyntaxError = "syntax error";

    /// <summary>What may follow a beginning that is right so far; the last one ends every open bracket too.</summary>
    private static readonly string[] Endings =
        ["", " ip", " 1", " 1.2.3.4", " host 1.2.3.4", " 1 = 1", " = 1", "] = 1", " 1] = 1", " 0:0:0:0:0:0", " mask 255.0.0.0", " 255.0.0.0", " 1-2"];

    private static readonly Lock Gate = new();

    /// <summary>Compiles for packets of a file.</summary>
    /// <exception cref="FilterException">It is no filter for that link type, or libpcap is not installed.</exception>
    public static FilterInstruction[] ForFile(string expression, LinkType linkType) => WithLibrary(() =>
    {
        nint capture = LibPcap.OpenDead(LibraryLinkType(linkType), SnapLength);
        try
        {
            return Compile(capture, expression);
        }
        finally
        {
            LibPcap.Close(capture);
        }
    });

    /// <summary>
    /// Compiles for the kernel to run on an interface. libpcap has to see the interface: there the outermost VLAN tag is beside the
    /// packet rather than in it, and it compiles «vlan» accordingly only for a capture that is open.
    /// </summary>
    /// <exception cref="FilterException">It is no filter for that interface, or libpcap is not installed.</exception>
    public static FilterInstruction[] ForInterface(string expression, string name, LinkType linkType) => WithLibrary(() =>
    {
        byte* error = stackalloc byte[LibPcap.ErrorSize];
        nint capture = LibPcap.Create(name, error);
        if (capture == 0) throw new FilterException($"{name}: {Text((nint)error)}");
        try
        {
            _ = LibPcap.SetBufferSize(capture, SmallestRing);
            // Not as this room reads it, or not at all: then the expression alone has to do, and whatever is wrong comes up again.
            return LibPcap.Activate(capture) >= 0 && LibPcap.LinkType(capture) == LibraryLinkType(linkType)
                ? Compile(capture, expression)
                : ForFile(expression, linkType);
        }
        finally
        {
            LibPcap.Close(capture);
        }
    });

    private static FilterInstruction[] WithLibrary(Func<FilterInstruction[]> compile)
    {
        try
        {
            // Compilers of libpcap before 1.8 share one state, and nobody compiles often.
            lock (Gate) return compile();
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new FilterException("filters need libpcap, which is not installed; on Debian 'apt-get install libpcap0.8' brings it.", missing);
        }
    }

    private static FilterInstruction[] Compile(nint capture, string expression)
    {
        if (TryCompile(capture, expression, out FilterInstruction[] instructions)) return instructions;
        string problem = Text(LibPcap.Error(capture));
        string place = problem.StartsWith(SyntaxError, StringComparison.Ordinal) ? Place(capture, expression) : "";
        throw new FilterException($"filter '{expression}': {problem}{place}.");
    }

    private static bool TryCompile(nint capture, string expression, out FilterInstruction[] instructions)
    {
        LibPcap.Program program;
        instructions = [];
        if (LibPcap.Compile(capture, &program, expression, optimizes: 1, LibPcap.UnknownNetmask) != 0) return false;
        instructions = new ReadOnlySpan<FilterInstruction>((void*)program.Instructions, (int)program.Length).ToArray();
        LibPcap.FreeCode(&program);
        return true;
    }

    /// <summary>
    /// libpcap says that there is a mistake but not where. It is at the first word after which nothing can be added any more to make
    /// a filter of the words up to there.
    /// </summary>
    private static string Place(nint capture, string expression)
    {
        for (int start = 0, end; start < expression.Length; start = end)
        {
            while (start < expression.Length && char.IsWhiteSpace(expression[start])) start++;
            end = start;
            while (end < expression.Length && !char.IsWhiteSpace(expression[end])) end++;
            if (end > start && !CanGoOn(capture, expression[..end])) return $" at '{expression[start..end]}' (character {start + 1})";
        }

        return " at its end";
    }

    private static bool CanGoOn(nint capture, string beginning)
    {
        int open = beginning.Count(static each => each == '(') - beginning.Count(static each => each == ')');
        string closing = new(')', Math.Clamp(open, 0, 64));
        return Array.Exists(Endings, ending => TryCompile(capture, beginning + ending + closing, out _)
            || !Text(LibPcap.Error(capture)).StartsWith(SyntaxError, StringComparison.Ordinal));
    }

    private static int LibraryLinkType(LinkType linkType) => linkType == LinkType.RawIp ? BareIp : (int)linkType;

    private static string Text(nint text)
    {
        string said = (Marshal.PtrToStringUTF8(text) ?? "").TrimEnd('.', '\n');
        return said.StartsWith(Preamble, StringComparison.Ordinal) ? said[Preamble.Length..] : said;
    }
}
