namespace Weir.App.Generating;

/// <summary>Ranks by Zipf's law: the k-th is chosen with a chance proportional to 1/k^s, as talkers, servers and exporters are.</summary>
internal sealed class Zipf
{
    private readonly double[] _upTo;

    /// <summary>A distribution over 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">Ranks.</param>
    /// <param name="exponent">How uneven they are; 0 gives all the same chance.</param>
    public Zipf(int count, double exponent)
    {
        _upTo = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++) _upTo[rank] = sum += Math.Pow(rank + 1, -exponent);
        for (int rank = 0; rank < count; rank++) _upTo[rank] /= sum;
    }

    /// <summary>The next rank.</summary>
    public int Next(Random random)
    {
        int at = Array.BinarySearch(_upTo, random.NextDouble());
        return Math.Min(at < 0 ? ~at : at + 1, _upTo.Length - 1);
    }
}
