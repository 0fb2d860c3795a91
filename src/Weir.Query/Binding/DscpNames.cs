namespace Weir.Query.Binding;

/// <summary>Differentiated services code points by name (RFC 2474, 2597, 3246, 5865, 8622).</summary>
internal static class DscpNames
{
    internal static IReadOnlyDictionary<string, byte> All { get; } = Build();

    private static Dictionary<string, byte> Build()
    {
        var names = new Dictionary<string, byte>(StringComparer.OrdinalIgnoreCase) { ["ef"] = 46, ["va"] = 44, ["le"] = 1 };
        for (int i = 0; i < 8; i++) names.Add($"cs{i}", (byte)(8 * i));
        for (int of = 1; of <= 4; of++)
        {
            for (int drop = 1; drop <= 3; drop++) names.Add($"af{of}{drop}", (byte)(8 * of + 2 * drop));
        }

        return names;
    }
}
