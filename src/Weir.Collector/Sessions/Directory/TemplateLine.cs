using Weir.Collector.Dissecting;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions.Directory;

/// <summary>One template in force, as the directory knows it at a moment.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="Record">What it says.</param>
/// <param name="Protocol">Its encoding.</param>
/// <param name="FirstToldNs">When it was first told as it is: nanoseconds since 1970-01-01 UTC.</param>
/// <param name="LastToldNs">When it was last told.</param>
public sealed record TemplateLine(SessionKey Key, TemplateRecord Record, TemplateProtocol Protocol, long FirstToldNs, long LastToldNs)
{
    /// <summary>The names of its fields, as <c>weir decode</c> has them.</summary>
    public string[] FieldNames => Dissecting.FieldNames.Of(Record.Fields, Record.ScopeFieldCount, Protocol == TemplateProtocol.NetFlowV9);
}
