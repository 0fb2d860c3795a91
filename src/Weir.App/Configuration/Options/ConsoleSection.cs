using Weir.App.Api.Hosting;

namespace Weir.App.Configuration.Options;

/// <summary>The section <c>console</c>.</summary>
internal static class ConsoleSection
{
    public static ConsoleOptions Read(SectionReader section) => new(FlowCollectOptions.Endpoint(section.Text("listen")))
    {
        MaxQuestions = (int)section.Integer("max-questions"),
        MaxWaiting = (int)section.Integer("max-waiting"),
        QuestionTimeout = section.Seconds("question-timeout"),
        QuestionMemoryBytes = section.OptionalInteger("question-memory") is { } mebibytes ? (long)mebibytes << 20 : null,
        Views = section.OptionalText("views"),
        MaxViews = (int)section.Integer("max-views"),
        Certificate = section.OptionalText("certificate"),
        Key = section.OptionalText("key"),
        Access = section.Section("auth", AccessSection.Read),
        MaxWatchers = (int)section.Integer("max-watchers"),
    };
}
