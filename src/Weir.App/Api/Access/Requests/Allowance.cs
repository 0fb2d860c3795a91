using Microsoft.AspNetCore.Http;

namespace Weir.App.Api.Access.Requests;

/// <summary>
/// How often each of many may do something: a bucket each, which fills at a steady rate up to its size (token bucket). Full buckets are forgotten; where there are too many
/// others, the ones nearest to full are, so that memory is bounded and who tries most is remembered longest.
/// </summary>
/// <param name="size">What may be done at once.</param>
/// <param name="perSecond">What is added each second.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class Allowance(double size, double perSecond, TimeProvider clock)
{
    /// <summary>Buckets that are kept: some 100 octets each.</summary>
    public const int MaxKeys = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Left, long At)> _buckets = [];

    /// <summary>Takes one.</summary>
    /// <exception cref="AccessException">There is none: 429, and when there will be.</exception>
    public void Take(string key, string what)
    {
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            double left = Left(key, now);
            if (left < 1) throw Refusal(left, what);
            if (_buckets.Count >= MaxKeys && !_buckets.ContainsKey(key)) Tidy(now);
            _buckets[key] = (left - 1, now);
        }
    }

    /// <summary>Whether there is one, which stays.</summary>
    /// <exception cref="AccessException">There is none.</exception>
    public void Check(string key, string what)
    {
        lock (_gate)
        {
            double left = Left(key, clock.GetTimestamp());
            if (left < 1) throw Refusal(left, what);
        }
    }

    /// <summary>As if nothing had been done.</summary>
    public void Forget(string key)
    {
        lock (_gate) _buckets.Remove(key);
    }

    private double Left(string key, long now) => _buckets.TryGetValue(key, out (double Left, long At) bucket) ? Filled(bucket, now) : size;

    private double Filled((double Left, long At) bucket, long now) => Math.Min(size, bucket.Left + clock.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond);

    private void Tidy(long now)
    {
        foreach (string key in _buckets.OrderByDescending(one => Filled(one.Value, now)).Take(MaxKeys / 10).Select(static one => one.Key).ToArray()) _buckets.Remove(key);
    }

    private AccessException Refusal(double left, string what) => new(StatusCodes.Status429TooManyRequests, what) { RetryAfterSeconds = (int)Math.Ceiling((1 - left) / perSecond) };
}
