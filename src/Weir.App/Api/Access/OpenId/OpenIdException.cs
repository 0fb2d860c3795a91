namespace Weir.App.Api.Access.OpenId;

/// <summary>Somebody is not signed in by the provider.</summary>
/// <param name="failure">What the page tells them.</param>
/// <param name="reason">Why, for the log; without what could be misused.</param>
internal sealed class OpenIdException(OpenIdFailure failure, string reason) : Exception(reason)
{
    public OpenIdFailure Failure => failure;
}
