using System.Net;
using Weir.App.Api.Access;

namespace Weir.App.Configuration.Options;

/// <summary>The section <c>auth</c> of <c>console</c>.</summary>
internal static class AccessSection
{
    public static AccessOptions Read(SectionReader section) => new(section.Text("users"))
    {
        SessionIdle = section.Seconds("session-idle"),
        SessionLifetime = section.Seconds("session-lifetime"),
        MaxSessions = (int)section.Integer("max-sessions"),
        MaxSignIns = (int)section.Integer("max-sign-ins"),
        RequestsPerSecond = (int)section.Integer("requests-per-second"),
        MaxQuestions = (int)section.Integer("max-questions"),
        ProxyHeader = section.OptionalText("proxy-header"),
        RoleHeader = section.OptionalText("role-header"),
        ProxyFrom = [.. section.Values("proxy-from").Select(IPAddress.Parse)],
        ProxyRole = section.OptionalText("proxy-role") is { } role ? RoleName.Parse(role, "proxy-role") : Role.None,
        OpenId = section.Section("openid", OpenIdSection.Read),
        AuditFile = section.OptionalText("audit"),
        AuditOctets = section.Integer("audit-size") << 20,
        AuditFiles = (int)section.Integer("audit-files"),
    };
}
