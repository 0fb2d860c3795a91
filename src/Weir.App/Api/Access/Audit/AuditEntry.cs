namespace Weir.App.Api.Access.Audit;

/// <summary>Who asked what.</summary>
/// <param name="At">When.</param>
/// <param name="Caller">Who, by what, from where.</param>
/// <param name="Method">GET for questions, others for changes.</param>
/// <param name="Path">What was asked.</param>
/// <param name="Question">Its parameters, as they were written.</param>
/// <param name="Status">How it was answered: 200, 403, …</param>
/// <param name="Took">How long it took.</param>
internal sealed record AuditEntry(DateTimeOffset At, Caller Caller, string Method, string Path, string Question, int Status, TimeSpan Took)
{
    /// <summary>What was changed, of whom: no password and no token is ever in it.</summary>
    public string? Change { get; init; }
}
