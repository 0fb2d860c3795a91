using System.Runtime.InteropServices;

namespace Weir.Flows.Pipeline;

/// <summary>
/// Numbers for the paths that packets of one source take. A packet and its flow have room for one ifIndex: a source that knows more
/// puts the path's number in its place, and <see cref="PacketPathSink"/> puts the path into the record. ifIndexes are positive 32-bit numbers, so a number with
/// the uppermost bit set is none. One thread.
/// </summary>
/// <param name="capacity">Paths that are numbered at most.</param>
public sealed class PacketPaths(int capacity)
{
    private const uint Tag = 0x8000_0000;

    private readonly Dictionary<PacketPath, uint> _numbers = [];
    private readonly List<PacketPath> _paths = [];

    // Nearly all packets of a batch took the same one.
    private PacketPath _last;
    private uint _lastNumber;

    /// <summary>The number of a path, which is given one where it has none.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryNumber(in PacketPath path, out uint number)
    {
        if (_lastNumber != 0 && path == _last)
        {
            number = _lastNumber;
            return true;
        }

        number = 0;
        if (!_numbers.TryGetValue(path, out uint known))
        {
            if (_paths.Count >= capacity) return false;
            known = Tag | (uint)_paths.Count;
            _numbers.Add(path, known);
            _paths.Add(path);
        }

        _last = path;
        _lastNumber = number = known;
        return true;
    }

    /// <summary>The path of a number; <see langword="false"/> where it is an ifIndex.</summary>
    public bool TryFind(uint number, out PacketPath path)
    {
        int index = (int)(number & ~Tag);
        bool isPath = (number & Tag) != 0 && index < _paths.Count;
        path = isPath ? CollectionsMarshal.AsSpan(_paths)[index] : default;
        return isPath;
    }
}
