namespace Weir.Query.Syntax;

/// <summary>Guesses which word was meant.</summary>
public static class Suggestion
{
    private const int MaxWordLength = 32;

    /// <summary><c>: did you mean 'proto'?</c>, or nothing where no word is near.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        if (word.Length > MaxWordLength) return "";
        string lower = word.ToLowerInvariant();
        string? best = null;
        // A third of the letters may be wrong, two at most.
        int bestDistance = Math.Min(2, 1 + lower.Length / 4) + 1;
        foreach (string candidate in known)
        {
            if (Math.Abs(lower.Length - candidate.Length) >= bestDistance) continue;
            int distance = Distance(lower, candidate);
            if (distance >= bestDistance) continue;
            best = candidate;
            bestDistance = distance;
        }

        return best is null ? "" : $": did you mean '{best}'?";
    }

    /// <summary>Letters to add, remove, change or swap with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(changed, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
