namespace Weir.App.Operating;

/// <summary>What came of looking for the applications of conversations.</summary>
/// <param name="Known">Conversations whose application was found out.</param>
/// <param name="Unknown">Conversations that were given up.</param>
/// <param name="NoRoom">Conversations that were not looked into, for too many were already.</param>
/// <param name="Packets">Packets that were looked into.</param>
internal readonly record struct ApplicationCounters(long Known, long Unknown, long NoRoom, long Packets)
{
    /// <summary>Whether there was anything to look for.</summary>
    public bool IsNone => this == default;

    /// <summary>Each with its name.</summary>
    public IEnumerable<(string Name, long Value)> All => [("known", Known), ("unknown", Unknown), ("no-room", NoRoom), ("packets", Packets)];

    public static ApplicationCounters operator +(ApplicationCounters one, ApplicationCounters other) =>
        new(one.Known + other.Known, one.Unknown + other.Unknown, one.NoRoom + other.NoRoom, one.Packets + other.Packets);
}
