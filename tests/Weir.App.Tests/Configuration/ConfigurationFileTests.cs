using System.Net;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Capture.Conntrack;
using Weir.Collector.Deduplicating;
using Weir.Collector.Listening.Streams;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Metering;
using Weir.Flows.Columns;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.App.Tests.Configuration;

/// <summary>From text to options: values, defaults, the other languages, and what is said of wrong ones.</summary>
public sealed class ConfigurationFileTests
{
    [Fact]
    public void The_example_of_the_design_means_what_it_says()
    {
        WeirOptions options = Read.Options(File.ReadAllText(RepositoryRoot.Path("packaging/examples/design.conf")));

        FlowExportOptions export = options.FlowExport!;
        CollectorSection collector = Assert.Single(export.Collectors);
        Assert.Equal(("NAME", "sflow", "udp"), (collector.Name, collector.Protocol, collector.Transport));
        Assert.Equal(IPEndPoint.Parse("192.0.2.10:6343"), collector.EndPoint);
        Assert.Equal((20, 600), (collector.PollingInterval.TotalSeconds, collector.TemplateRefresh.TotalSeconds));
        Assert.Equal(IPAddress.Parse("198.51.100.1"), collector.AgentAddress);
        Assert.Equal(new MeteredInterface("eth0", true, 64), Assert.Single(export.Metering!.Sources));
        Assert.Equal((60, 15), (export.Metering.Options.ActiveTimeout!.Value.TotalSeconds, export.Metering.Options.IdleTimeout!.Value.TotalSeconds));
        Assert.Equal(new SampledInterface("eth0", 1024, 128, 1), Assert.Single(export.Sampling));
        Assert.Equal(new ConntrackSection(true, new ConntrackOptions()), export.Conntrack);
        Assert.True(export.Enrichment!.Bgp);
        Assert.Null(options.FlowCollect);
    }

    [Fact]
    public void Defaults_are_those_of_the_design()
    {
        WeirOptions options = Read.Options("flow-export { collector a { address 192.0.2.1; protocol ipfix; } metering { } sampling { interface e { rate 7; } } conntrack { } enrichment { } }");

        CollectorSection collector = options.FlowExport!.Collectors[0];
        Assert.Equal((6343, "udp", 20.0, 600.0), (collector.EndPoint.Port, collector.Transport, collector.PollingInterval.TotalSeconds, collector.TemplateRefresh.TotalSeconds));
        Assert.Equal((0u, 0u), (collector.SubAgentId, collector.ObservationDomain));
        Assert.Null(collector.AgentAddress);
        Assert.Equal(new SampledInterface("e", 7, 128, 1), options.FlowExport.Sampling[0]);
        Assert.Equal(new ConntrackSection(false, new ConntrackOptions()), options.FlowExport.Conntrack);
        Assert.False(options.FlowExport.Enrichment!.Bgp);
        Assert.Null(options.Metrics);
    }

    [Fact]
    public void Braces_and_yaml_reach_the_same_options()
    {
        WeirOptions braces = Read.Options(File.ReadAllText(RepositoryRoot.Path("packaging/examples/weir.conf")));
        string yamlText = File.ReadAllText(RepositoryRoot.Path("packaging/examples/weir.yaml"));
        WeirOptions yaml = Read.Options(yamlText, "weir.yaml");

        Assert.Equal(braces.FlowExport!.Collectors, yaml.FlowExport!.Collectors);
        Assert.Equal(braces.FlowExport.Metering!.Sources, yaml.FlowExport.Metering!.Sources);
        Assert.Equal(braces.FlowExport.Metering.Options, yaml.FlowExport.Metering.Options);
        Assert.True(braces.FlowCollect!.SameAs(yaml.FlowCollect));
        Assert.Equal(braces.Metrics, yaml.Metrics);
        Assert.Equal(
            Read.Effective(File.ReadAllText(RepositoryRoot.Path("packaging/examples/weir.conf"))), Read.Effective(yamlText, "weir.yaml"));
    }

    [Fact]
    public void How_to_reach_collectors_and_what_to_do_when_there_is_too_much_can_be_said_and_is_told_back()
    {
        const string Text = """
            flow-export {
                balance flow-hash;
                collector a {
                    address 192.0.2.1; protocol ipfix; transport dtls;
                    retry 5; connect-timeout 3; confirm-after 7.5; dtls-lifetime 0;
                }
                collector b { address 192.0.2.1; protocol ipfix; spool { directory /s; max-size 7; } }
                metering { overload drop-new; }
            }
            """;
        FlowExportOptions export = Read.Options(Text).FlowExport!;
        CollectorSection first = export.Collectors[0];

        Assert.Equal(Distribution.FlowHash, export.Distribution);
        Assert.Equal((5.0, 3.0, 7.5, 0.0), (first.Retry!.Value.TotalSeconds, first.ConnectTimeout.TotalSeconds, first.ConfirmAfter.TotalSeconds, first.DtlsLifetime.TotalSeconds));
        Assert.Equal(("udp", new SpoolSection("/s", 7)), (export.Collectors[1].Transport, export.Collectors[1].Spool));
        Assert.Equal(OverloadPolicy.DropNew, export.Metering!.Options.Overload);
        string told = Read.Effective(Text);
        foreach (string line in (string[])["balance flow-hash;", "retry 5;", "connect-timeout 3;", "confirm-after 7.5;", "dtls-lifetime 0;", "directory /s;", "max-size 7;", "overload drop-new;", "dtls-lifetime 60;"])
            Assert.Contains(line, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_override_the_file_and_may_stand_alone()
    {
        WeirOptions options = Read.Options(
            "flow-export { collector lab { address 192.0.2.1; protocol ipfix; } }\nflow-collect { listen *:1, *:2; archive /a; }",
            "weir.conf",
            ("WEIR_FLOW_EXPORT__COLLECTOR__LAB__PORT", "4739"),
            ("WEIR_FLOW_EXPORT__COLLECTOR__other__ADDRESS", "192.0.2.2"),
            ("WEIR_flow_export__collector__other__protocol", "netflow9"),
            ("WEIR_FLOW_COLLECT__LISTEN", "127.0.0.1:9995"),
            ("WEIR_SOMETHING_ELSE", "not ours"));

        Assert.Equal(["192.0.2.1:4739", "192.0.2.2:6343"], options.FlowExport!.Collectors.Select(collector => collector.EndPoint.ToString()));
        Assert.Equal([IPEndPoint.Parse("127.0.0.1:9995")], options.FlowCollect!.Listening.Udp);
    }

    [Fact]
    public void A_collector_listens_on_datagrams_and_streams()
    {
        ListenPlan plan = Read.Options("""
            flow-collect {
                listen netflow://:2055, sflow://127.0.0.1:6343, *:9995, ipfix+tcp://*:4739, ipfix+tls://192.0.2.1:4740;
                archive /a; receivers 4; max-connections 9; message-timeout 5;
                tls { certificate /c.pem; key /c.key; client-ca /ca.pem; }
            }
            """).FlowCollect!.Listening;

        Assert.Equal(["[::]:2055", "127.0.0.1:6343", "[::]:9995"], plan.Udp.Select(static one => one.ToString()));
        Assert.Equal(4, plan.Receivers);
        Assert.Equal("[::]:4739", Assert.Single(plan.Streams!.TcpEndpoints).ToString());
        Assert.Equal("192.0.2.1:4740", Assert.Single(plan.Streams.TlsEndpoints).ToString());
        Assert.Equal(new() { CertificateFile = "/c.pem", KeyFile = "/c.key", ClientCaFile = "/ca.pem" }, plan.Streams.Tls);
        Assert.Equal((9, TimeSpan.FromSeconds(5), new StreamListenerOptions().IdleTimeout), (plan.Streams.MaxConnections, plan.Streams.MessageTimeout, plan.Streams.IdleTimeout));
    }

    [Fact]
    public void A_collector_listens_by_DTLS_behind_proxies_and_has_columns_of_its_users()
    {
        FlowCollectOptions options = Read.Options("""
            flow-collect {
                listen ipfix+dtls://*:4740;
                archive /a; proxy-protocol true; proxy-from 192.0.2.0/24, 2001:db8::1;
                tls { certificate /c.pem; }
                column app_label { element 35632/118; type string; }
            }
            """).FlowCollect!;

        Assert.Equal("[::]:4740", Assert.Single(options.Listening.Streams!.DtlsEndpoints).ToString());
        Assert.True(options.Listening.Proxies!.Contains(IpAddress.From(IPAddress.Parse("192.0.2.77"))));
        Assert.False(options.Listening.Proxies.Contains(IpAddress.From(IPAddress.Loopback)));
        Assert.Equal([new("app_label", new(118, 35632), LogicalType.Text)], options.Columns);
        Assert.Contains("35632/118", Assert.Single(Read.Problems("flow-collect { listen *:1; archive /a; column x { element 0/5; type string; } }")), StringComparison.Ordinal);
        Assert.Contains("bytes", Assert.Single(Read.Problems("flow-collect { listen *:1; archive /a; column bytes { element 5; type string; } }")), StringComparison.Ordinal);
        Assert.Contains("192.0.2.0/24", Assert.Single(Read.Problems("flow-collect { listen *:1; archive /a; proxy-from everywhere; }")), StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicates_are_found_by_the_rules_that_are_said()
    {
        FlowCollectOptions options = Read.Options("""
            flow-collect {
                listen *:1; archive /a;
                dedup window, boundary; dedup-window 5m; dedup-action drop;
                exporter 192.0.2.1 { interface 3 { boundary true; } interface 4 { sampling-rate 100; } }
            }
            """).FlowCollect!;
        Assert.True(IpAddress.TryParse("192.0.2.1", out IpAddress exporter));
        Assert.Equal(new() { ByWindow = true, ByBoundary = true, Window = TimeSpan.FromMinutes(5), Action = DuplicateAction.Drop, Boundary = [new(exporter, 3)] }, options.Dedup);
        Assert.Equal([new(exporter, 4, 100)], options.SamplingOverrides);
        Assert.False(Read.Options("flow-collect { listen *:1; archive /a; }").FlowCollect!.Dedup.IsOn);
        Assert.Contains("boundary true", Assert.Single(Read.Problems("flow-collect { listen *:1; archive /a; dedup boundary; }")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_observer_and_the_directions_of_conversations_are_looked_for_where_that_is_asked()
    {
        FlowCollectOptions options = Read.Options("flow-collect { listen *:1; archive /a; dedup best; stitch true; stitch-window 30s; stitch-flows 4096; }").FlowCollect!;
        Assert.Equal(new() { ByBest = true }, options.Dedup);
        Assert.Equal(new() { IsOn = true, Window = TimeSpan.FromSeconds(30), MaxConversations = 4096 }, options.Stitching);
        Assert.False(Read.Options("flow-collect { listen *:1; archive /a; }").FlowCollect!.Stitching.IsOn);
    }

    [Fact]
    public void Listening_for_TLS_needs_a_certificate_and_schemes_are_known_ones()
    {
        Assert.Contains("needs a certificate: add 'tls {", Assert.Single(Read.Problems("flow-collect { listen ipfix+tls://*:4740; archive /a; }")), StringComparison.Ordinal);
        Assert.Contains("'tls' has no certificate", Assert.Single(Read.Problems("flow-collect { listen ipfix+tls://*:4740; archive /a; tls { key /k; } }")), StringComparison.Ordinal);
        Assert.Contains("ipfix+tls", Assert.Single(Read.Problems("flow-collect { listen tcp://*:4740; archive /a; }")), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_each_with_its_place()
    {
        string[] problems = Read.Problems("""
            flow-export {
                collector a {
                    adress 192.0.2.1;
                    port 70000;
                    protocol ipfx;
                }
                collector a { }
                metering { interface; idle-timeout -1; }
                sampling { interface eth0 { rate 0; trunc-size 63; } }
            }
            flow-colect { }
            """);

        Assert.Equal(
            [
                "weir.conf:2:15: 'collector a' has no address: add 'address 192.0.2.10;'",
                "weir.conf:3:9: unknown word 'adress' in collector: did you mean 'address'?",
                "weir.conf:4:14: port '70000': want 1 to 65535",
                "weir.conf:5:18: protocol 'ipfx': did you mean 'ipfix'?",
                "weir.conf:7:15: 'a' is there already, at weir.conf:2:15",
                "weir.conf:8:16: 'interface' wants the name of an interface",
                "weir.conf:8:40: idle-timeout '-1': want 0 to 86400 seconds",
                "weir.conf:9:38: rate '0': want 1 to 1000000",
                "weir.conf:9:52: trunc-size '63': want 64 to 1500",
                "weir.conf:11:1: unknown word 'flow-colect': did you mean 'flow-collect'?",
            ],
            problems);
    }

    [Theory]
    [InlineData("polling-interval", "1", "3600", "0", "3601")]
    [InlineData("template-refresh", "1", "86400", "0", "86401")]
    [InlineData("port", "1", "65535", "0", "65536")]
    [InlineData("sub-agent-id", "0", "4294967295", "-1", "4294967296")]
    [InlineData("observation-domain", "0", "4294967295", "1.5", "0x10")]
    public void Ranges_include_their_ends_and_nothing_more(string setting, string least, string most, string below, string above)
    {
        foreach (string good in new[] { least, most }) Assert.Empty(Problems(good));
        foreach (string bad in new[] { below, above }) Assert.Contains($"{setting} '{bad}': want", Assert.Single(Problems(bad)), StringComparison.Ordinal);

        string[] Problems(string value) =>
            Read.Problems($"flow-export {{ collector a {{ address 192.0.2.1; protocol ipfix; {setting} {value}; }} }}");
    }

    [Theory]
    [InlineData("address 1;")]
    [InlineData("address host.example;")]
    [InlineData("address 192.0.2.1; transport tcp; protocol sflow;")]
    [InlineData("address 192.0.2.1; protocol ipfix; source-address \"2001:db8::1\";")]
    [InlineData("address 192.0.2.1; protocol ipfix; tls { }")]
    [InlineData("address 192.0.2.1; protocol ipfix; fields src_adr;")]
    [InlineData("address 192.0.2.1 192.0.2.2; protocol ipfix;")]
    [InlineData("address 192.0.2.1; address 192.0.2.2; protocol ipfix;")]
    [InlineData("address; protocol ipfix;")]
    [InlineData("address { } protocol ipfix;")]
    public void What_cannot_be_is_refused(string collector) =>
        Assert.NotEmpty(Read.Problems($"flow-export {{ collector a {{ {collector} }} }}"));

    [Fact]
    public void A_wrong_variable_is_named()
    {
        Assert.Equal(
            ["WEIR_FLOW_EXPORT__COLLECTOR__a__PRT: unknown word 'prt' in collector: did you mean 'port'?"],
            Read.Problems("flow-export { collector a { address 192.0.2.1; protocol ipfix; } }", "weir.conf", ("WEIR_FLOW_EXPORT__COLLECTOR__a__PRT", "1")));
        Assert.Equal(
            ["WEIR_FLOW_EXPORT__COLLECTOR__a__PORT: port 'x': want 1 to 65535"],
            Read.Problems("flow-export { collector a { address 192.0.2.1; protocol ipfix; } }", "weir.conf", ("WEIR_FLOW_EXPORT__COLLECTOR__a__PORT", "x")));
    }

    [Fact]
    public void Wrong_yaml_is_told_with_its_place()
    {
        Assert.Contains(Read.Problems("flow-export: [", "w.yaml"), static problem => problem.StartsWith("w.yaml:", StringComparison.Ordinal) && problem.Contains("not YAML", StringComparison.Ordinal));
        Assert.Equal(
            ["w.yaml:1:1: unknown word 'flow-exprt': did you mean 'flow-export'?", "w.yaml:5:11: port '0': want 1 to 65535"],
            Read.Problems("flow-exprt: {a: [b, {c: d}]}\nflow-export:\n  collector:\n   x:\n    port: 0\n    address: 192.0.2.1\n    protocol: ipfix\n", "w.yaml"));
        Assert.Contains("anchors", Assert.Single(Read.Problems("user: &a x\n", "w.yaml")), StringComparison.Ordinal);
        Assert.Contains("want a mapping", Assert.Single(Read.Problems("flow-export: 5\n", "w.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_check_prints_reads_back_the_same()
    {
        string text = File.ReadAllText(RepositoryRoot.Path("packaging/examples/design.conf"))
            + "flow-collect { listen \"[::]:4739\", *:9995; archive \"/a \\\"b\\\"\"; retention { flows 90d; rollup-1d 5y; max-size 500G; } rollup proto+dst_port, src_addr@10m; }\ncontrol { socket /tmp/x.sock; }";
        string once = Read.Effective(text);
        string twice = Read.Effective(once);

        Assert.Contains("port 6343;", once, StringComparison.Ordinal);
        Assert.Contains("ring-size 64;  # default", once, StringComparison.Ordinal);
        Assert.Equal(once.Replace("  # default", ""), twice);
        Assert.Equal("/a \"b\"", Read.Options(once).FlowCollect!.Archive);
    }

    [Fact]
    public void A_component_exists_only_when_its_section_does()
    {
        Assert.Null(Read.Options("").FlowExport);
        Assert.NotNull(Read.Options("flow-export { }").FlowExport);
        Assert.Null(Read.Options("flow-export { }").FlowExport!.Metering);
        Assert.Contains("'flow-collect' has no archive", Read.Problems("flow-collect { listen *:1; }")[0], StringComparison.Ordinal);
    }
}
