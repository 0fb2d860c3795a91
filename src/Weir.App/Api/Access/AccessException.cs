namespace Weir.App.Api.Access;

/// <summary>What is asked is not done: it is not there, or who asks may not.</summary>
/// <param name="status">Status of the answer: 401, 403, 404, 405 or 429.</param>
/// <param name="message">Why, in a line.</param>
internal sealed class AccessException(int status, string message) : Exception(message)
{
    public int Status => status;

    /// <summary>Seconds after which asking again has sense; <see langword="null"/>: it never has.</summary>
    public int? RetryAfterSeconds { get; init; }
}
