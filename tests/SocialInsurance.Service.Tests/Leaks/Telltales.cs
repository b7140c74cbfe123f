using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SocialInsurance.Service.Tests.Leaks;

/// <summary>
/// Everything that a host lets out beside its answers: log lines with their values, scopes and whole exceptions, and the activities
/// (traces) of all sources of the process with tags, events and baggage. More than one host may write to it.
/// </summary>
internal sealed class Telltales : ILoggerProvider, ILogger, ISupportExternalScope
{
    private readonly ActivityListener listener;
    private IExternalScopeProvider? scopes;

    public Telltales()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Note,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public ConcurrentQueue<string> Logs { get; } = new();

    public ConcurrentQueue<string> Traces { get; } = new();

    public void Watch(IServiceProvider services) => services.GetRequiredService<ILoggerFactory>().AddProvider(this);

    public ILogger CreateLogger(string categoryName) => this;

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Logs.Enqueue($"{formatter(state, exception)} {Pairs(state)} {exception}");
        scopes?.ForEachScope((scope, _) => Logs.Enqueue($"{scope} {Pairs(scope)}"), 0);
    }

    public void Dispose() => listener.Dispose();

    private void Note(Activity activity) => Traces.Enqueue(string.Join(
        ' ',
        [
            activity.DisplayName, activity.StatusDescription, .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"), .. activity.Baggage.Select(item => $"{item.Key}={item.Value}"),
            .. activity.Events.SelectMany(happened => happened.Tags.Select(tag => $"{happened.Name} {tag.Key}={tag.Value}")),
        ]));

    private static string Pairs<TState>(TState state) =>
        state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : string.Empty;
}
