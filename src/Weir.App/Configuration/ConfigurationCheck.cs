using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Composition;
using Weir.App.Configuration.Schema;
using Weir.App.Configuration.Sources;
using Weir.Query.Syntax;

namespace Weir.App.Configuration;

/// <summary>Checks merged settings against the schema, and what no single setting can tell. Finds all that is wrong.</summary>
/// <param name="origins">Where each key was written.</param>
/// <param name="whole">Where to point for what is nowhere.</param>
/// <param name="problems">Takes what is found.</param>
internal sealed class ConfigurationCheck(IReadOnlyDictionary<string, SettingOrigin> origins, SettingOrigin whole, ProblemList problems)
{
    public void Check(IConfiguration settings)
    {
        Section(settings, WeirSchema.Root, "");
        foreach (IConfigurationSection collector in settings.GetSection("flow-export:collector").GetChildren()) Collector(collector);
        IConfigurationSection metered = settings.GetSection("flow-export:metering:interface");
        foreach (IConfigurationSection sampled in settings.GetSection("flow-export:sampling:interface").GetChildren())
        {
            if (sampled["source"] == "capture" && !metered.GetSection(sampled.Key).Exists())
                problems.Add(Origin(sampled.Path + ":source"), $"source capture samples packets that are metered: add 'interface {sampled.Key};' to 'metering'");
        }

        IConfigurationSection counted = settings.GetSection("flow-export:ebpf");
        if (counted.Exists() && !counted.GetSection("interface").GetChildren().Any()) problems.Add(Origin(counted.Path), "'ebpf' has no interface: add 'interface eth0;'");
        foreach (IConfigurationSection each in counted.GetSection("interface").GetChildren())
        {
            if (metered.GetSection(each.Key).Exists()) problems.Add(Origin(each.Path), $"'{each.Key}' is metered as well: its packets would be counted twice");
        }

        IConfigurationSection collect = settings.GetSection("flow-collect");
        IConfigurationSection? tls = collect.GetSection("listen").GetChildren().FirstOrDefault(static one => one.Value?.Split("://")[0] is ListenSchemes.Tls or ListenSchemes.Dtls);
        if (tls is not null && !collect.GetSection("tls").Exists())
            problems.Add(Origin(tls.Path), $"listen '{tls.Value}' needs a certificate: add 'tls {{ certificate /etc/weir/collector.pem; }}' to 'flow-collect'");
        ConsoleAccess(settings.GetSection("console"));
        IConfigurationSection? boundary = collect.GetSection("dedup").GetChildren().FirstOrDefault(static one => one.Value == DedupArguments.Boundary);
        if (boundary is not null && !collect.GetSection("exporter").GetChildren().Any(static exporter => exporter.GetSection("interface").GetChildren().Any(static one => one["boundary"] == "true")))
            problems.Add(Origin(boundary.Path), "'dedup boundary' needs an interface that is one: add 'exporter 192.0.2.1 { interface 3 { boundary true; } }' to 'flow-collect'");
        IConfigurationSection metrics = settings.GetSection("metrics");
        if (metrics.Exists() && !metrics.GetSection("listen").Exists() && !metrics.GetSection("otlp").Exists() && !origins.ContainsKey("metrics:listen") && !origins.ContainsKey("metrics:otlp"))
            problems.Add(Origin("metrics"), "'metrics' tells nobody: add 'listen 127.0.0.1:9191;' or 'otlp http://127.0.0.1:4318;'");
    }

    private void ConsoleAccess(IConfigurationSection console)
    {
        IConfigurationSection auth = console.GetSection("auth");
        if (!auth.Exists() && console["listen"] is { } where && EndpointValue.TryParse(where, out IPEndPoint open) && !ConsoleOptions.IsOpen(open))
            problems.Add(Origin("console:listen"), $"listen '{where}': {ConsoleOptions.OnlyLoopback}, or 'auth {{ users /var/lib/weir/users.json; }}'");
        if (console["key"] is not null && console["certificate"] is null) problems.Add(Origin("console:key"), "'key' is of a certificate: add 'certificate /etc/weir/console.pem;'");
        bool isFrom = auth.GetSection("proxy-from").Exists();
        if (auth["proxy-header"] is not null && !isFrom) problems.Add(Origin("console:auth:proxy-header"), "'proxy-header' is believed of nobody: add 'proxy-from 127.0.0.1;'");
        if (auth["proxy-header"] is null && auth["role-header"] is not null) problems.Add(Origin("console:auth:role-header"), "'role-header' says the role of nobody: add 'proxy-header X-Forwarded-User;'");
        if (auth["role-header"] is not null && auth["proxy-role"] is not null) problems.Add(Origin("console:auth:proxy-role"), "'proxy-role' is for where no 'role-header' says it");
        if (auth.GetSection("openid") is var provider && provider.Exists()) OpenId(provider);
    }

    private void OpenId(IConfigurationSection provider)
    {
        IConfigurationSection? values = RoleName.All.Select(provider.GetSection).FirstOrDefault(static role => role.Exists());
        bool hasClaim = provider["role-claim"] is not null;
        if (values is not null && !hasClaim) problems.Add(Origin(values.Path), $"'{values.Key}' has values of no claim: add 'role-claim groups;'");
        if (values is null && hasClaim) problems.Add(Origin(provider.Path + ":role-claim"), "'role-claim' gives nobody a role: add 'analyst VALUE;', 'viewer VALUE;' or 'admin VALUE;'");
        if (values is null && !hasClaim && provider["default-role"] is null) problems.Add(Origin(provider.Path), "'openid' gives nobody a role: add 'role-claim groups;' and 'analyst VALUE;', or 'default-role viewer;'");
    }

    private void Section(IConfiguration settings, SectionSchema schema, string key)
    {
        foreach (SettingSchema setting in schema.Settings) Setting(settings.GetSection(setting.Name), setting, schema, key);
        foreach (SectionSchema inner in schema.Sections)
        {
            IConfigurationSection found = settings.GetSection(inner.Name);
            if (!found.Exists()) continue;
            if (!inner.IsNamed) Section(found, inner, SettingStore.Below(key, inner.Name));
            else foreach (IConfigurationSection named in found.GetChildren()) Section(named, inner, named.Path);
        }
    }

    private void Setting(IConfigurationSection value, SettingSchema setting, SectionSchema section, string key)
    {
        if (!value.Exists())
        {
            // A setting that was written with a wrong value has its own message already.
            if (setting.IsMandatory && !origins.ContainsKey(SettingStore.Below(key, setting.Name)))
                problems.Add(Origin(key), $"'{Title(section, key)}' has no {setting.Name}: add '{setting.Name} {setting.Example};'");
            return;
        }

        if (value.Value is { } single) Value(single, value.Path, setting);
        foreach (IConfigurationSection one in value.GetChildren()) Value(one.Value ?? "", one.Path, setting);
    }

    private void Value(string text, string key, SettingSchema setting)
    {
        if (setting.Type.Accepts(text)) return;
        string guess = Suggestion.For(text, setting.Type.Words);
        string wanted = guess.Length > 0 ? guess[2..] : $"want {setting.Type.Wanted}";
        problems.Add(Origin(key), $"{setting.Name} '{text}': {wanted}");
    }

    private void Collector(IConfigurationSection collector)
    {
        string protocol = collector["protocol"] ?? "";
        string transport = collector["transport"] ?? "udp";
        // Only a message of IPFIX says how long it is, which a stream needs (RFC 7011 section 10.4).
        if (transport is "tcp" or "tls" && protocol is "sflow" or "netflow5" or "netflow9")
            problems.Add(Origin(collector.Path + ":transport"), $"{protocol} is not carried over {transport}: want transport udp, or protocol ipfix");
        if (collector.GetSection("tls").Exists() && transport is "udp" or "tcp")
            problems.Add(Origin(collector.Path + ":tls"), $"section 'tls' is for transport tls or dtls, not {transport}");
        if (IPAddress.TryParse(collector["address"], out IPAddress? address) && IPAddress.TryParse(collector["source-address"], out IPAddress? source)
            && address.AddressFamily != source.AddressFamily)
        {
            string family = address.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
            problems.Add(Origin(collector.Path + ":source-address"), $"source-address '{source}': want an {family} address, for the collector's is one");
        }
    }

    private static string Title(SectionSchema section, string key) =>
        section.IsNamed ? $"{section.Name} {SectionName.FromKey(key[(key.LastIndexOf(':') + 1)..])}" : section.Name;

    private SettingOrigin Origin(string key) => origins.GetValueOrDefault(key, whole);
}
