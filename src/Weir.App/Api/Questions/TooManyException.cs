namespace Weir.App.Api.Questions;

/// <summary>More is asked at one time than may be; later it can be answered.</summary>
internal sealed class TooManyException(string message) : Exception(message);
