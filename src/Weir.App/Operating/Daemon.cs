using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Weir.App.Api.Hosting;
using Weir.App.Api.Live;
using Weir.App.Commands;
using Weir.App.Configuration;
using Weir.App.Configuration.Options;
using Weir.App.Operating.Metrics;
using Weir.Collector.Enriching.Networks;
using Weir.Collector.Listening;

namespace Weir.App.Operating;

/// <summary>
/// The life of <c>weir run</c>: puts a configuration in force, reads it again on SIGHUP, tells the service manager, and ends in the
/// order in which nothing is lost: meters, collectors that are exported to, then the own collector.
/// </summary>
internal sealed class Daemon : IOperated, IDisposable
{
    /// <summary>Between looks at what has to be tried again.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly ServiceNotifier _manager;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _reloads = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly DateTimeOffset _startedAt;
    private volatile ExporterRun? _exporter;
    private volatile CollectorRun? _collector;
    private WeirOptions? _options;
    private readonly MetricsService _metrics;
    private readonly LiveFeed _live = new();
    private readonly ConsoleService _console;
    private readonly ListenerSockets _sockets = new();
    private readonly NetworkDirectory _networks = new();
    private ControlServer? _control;
    private Exception? _failure;

    /// <summary>Nothing runs yet.</summary>
    /// <param name="path">The configuration file, for reading it again.</param>
    /// <param name="logger">Takes what people must know.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="manager">The service manager.</param>
    public Daemon(string path, ILogger logger, TimeProvider clock, ServiceNotifier manager)
    {
        _path = path;
        _logger = logger;
        _clock = clock;
        _manager = manager;
        _startedAt = clock.GetUtcNow();
        _metrics = new MetricsService(() => Status, logger);
        _console = new ConsoleService(new ConsoleSource(() => _collector?.Options.Archive, () => Status, _live) { Configuration = () => _options?.Effective }, clock, logger);
    }

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>The running section flow-export, if any.</summary>
    public ExporterRun? Exporter => _exporter;

    public OperatingStatus Status => OperatingStatus.Of(_exporter, _collector, _startedAt);

    /// <summary>Runs until told to stop.</summary>
    /// <returns>The process's exit code.</returns>
    public async Task<int> RunAsync(WeirOptions options, CancellationToken cancellation)
    {
        using CancellationTokenRegistration stopping = cancellation.Register(Shutdown);
        using PosixSignalRegistration hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnHangup);
        try
        {
            await ApplyAsync(options);
            if (_failure is null) _manager.Ready($"configuration {_path}");
            await ServeAsync();
            _manager.Stopping();
        }
        finally
        {
            await _console.DisposeAsync();
            if (_control is not null) await _control.DisposeAsync();
            _exporter?.Dispose();
            if (_collector is { } collector) await collector.DisposeAsync();
            // Last, so that what is sent has all that was counted.
            await _metrics.DisposeAsync();
        }

        if (_failure is null) return ExitCode.Ok;
        return ExitCode.Of(_failure) is not null ? throw new RunException(_failure.Message) : throw new AggregateException(_failure);
    }

    public IReadOnlyList<IMeter> Meters => _exporter?.Meters ?? [];

    public void RepeatTemplates() => _exporter?.Collectors.RepeatTemplates();

    /// <summary>Begins the end.</summary>
    public void Shutdown() => _stop.Cancel();

    public void Dispose()
    {
        _sockets.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        TimeSpan watch = _manager.WatchdogInterval / 2 ?? TimeSpan.MaxValue;
        using var timer = new PeriodicTimer(watch < Tick ? watch : Tick);
        Task<bool> reload = NextReloadAsync();
        Task<bool> tick = timer.WaitForNextTickAsync(_stop.Token).AsTask();
        while (!_stop.IsCancellationRequested)
        {
            Task first = await Task.WhenAny(reload, tick);
            if (_stop.IsCancellationRequested) return;
            if (first == reload)
            {
                await ReloadAsync();
                reload = NextReloadAsync();
                continue;
            }

            _exporter?.Collectors.Retry();
            // A thread that hangs is not heard of, so that the manager starts the service anew.
            if (_manager.WatchdogInterval is not null && (_exporter?.Meters.All(static meter => meter.IsHealthy) ?? true)) _manager.Alive();
            tick = timer.WaitForNextTickAsync(_stop.Token).AsTask();
        }
    }

    private Task<bool> NextReloadAsync() => _reloads.Reader.ReadAsync(_stop.Token).AsTask();

    private async Task ReloadAsync()
    {
        _manager.Reloading();
        try
        {
            ConfigurationFile configuration = ConfigurationFile.Load(_path, ConfigurationFile.ProcessEnvironment());
            CheckCommand.Say(configuration);
            if (configuration.Options is { } options) await ApplyAsync(options);
            else _logger.LogKept(_path, configuration.Problems.Count);
        }
        catch (Exception failure) when (ExitCode.Of(failure) is not null)
        {
            _logger.LogNotApplied(failure.Message);
        }

        _manager.Ready($"configuration {_path}");
    }

    // The own collector first, so that it hears what the exporter sends from the first datagram on.
    private async Task ApplyAsync(WeirOptions options)
    {
        // First: where a file is wrong everything stays as it is.
        NetworksOptions? networks = options.FlowCollect?.Networks;
        _networks.Load(networks);
        if (networks is not null) _logger.LogNetworks(networks.Names, _networks.Current.Count);
        if (_options is { } before && options.User != before.User) _logger.LogNeedsRestart("user");
        if (_options?.FlowCollect is { } old && options.FlowCollect is { } next && !old.Columns.SequenceEqual(next.Columns))
        {
            // Batches are laid out once.
            _logger.LogNeedsRestart("column");
            options = options with { FlowCollect = next with { Columns = old.Columns } };
        }

        await ListenForControlAsync(options.ControlSocket);
        await _metrics.ApplyAsync(options.Metrics);
        if (_collector is { } running && !running.Options.SameAs(options.FlowCollect))
        {
            await running.DisposeAsync();
            _collector = null;
        }

        if (options.FlowCollect is null) _sockets.Keep([]);
        if (_collector is null && options.FlowCollect is { } collect) _collector = CollectorRun.Start(collect, _sockets, _logger, failure => Fail(failure, "flow-collect"), _live, _networks);
        if (options.FlowExport is { } export)
        {
            _exporter ??= new ExporterRun(_logger, failure => Fail(failure, "flow-export"), _stop.Token);
            _exporter.Apply(export);
        }
        else if (_exporter is { } gone)
        {
            _exporter = null;
            gone.Dispose();
        }

        // Last, so that what it shows is there.
        await _console.ApplyAsync(options.Console);
        _options = options;
        _logger.LogInForce(_path);
    }

    // The new socket answers before the old one is gone.
    private async Task ListenForControlAsync(string path)
    {
        if (_control is { } running && running.Path == path) return;
        ControlServer next = ControlServer.Start(path, new ControlCommands(this).DoAsync);
        if (_control is { } before) await before.DisposeAsync();
        _control = next;
        _logger.LogControl(path);
    }

    // A component that ends with an error ends the process: the service manager starts it anew, and nobody believes that it runs.
    private void Fail(Exception failure, string component)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        _logger.LogFailed(failure, component);
        Shutdown();
    }

    private void OnHangup(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _reloads.Writer.TryWrite(true);
    }
}
