namespace Weir.App.Configuration;

/// <summary>Something that is wrong with a configuration.</summary>
/// <param name="Origin">Where.</param>
/// <param name="Message">What is wrong and what would be right, in one line.</param>
internal sealed record ConfigurationProblem(SettingOrigin Origin, string Message)
{
    public override string ToString() => $"{Origin}: {Message}";
}
