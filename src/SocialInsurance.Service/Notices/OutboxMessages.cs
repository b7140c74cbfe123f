using SocialInsurance.Eligibility.Notices;

namespace SocialInsurance.Service.Notices;

/// <summary>A message that a default channel kept instead of sending.</summary>
public sealed record KeptMessage(MessageChannelKind Channel, string Address, string Text, DateTimeOffset SentAt);

/// <summary>The newest messages of the default channels, at most a hundred, in memory only. Thread-safe.</summary>
public sealed class OutboxMessages
{
    private const int Limit = 100;
    private readonly Lock gate = new();
    private readonly LinkedList<(string Key, KeptMessage Message)> messages = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<KeptMessage> List()
    {
        lock (gate)
        {
            return [.. messages.Select(one => one.Message)];
        }
    }

    internal void Add(string key, KeptMessage message)
    {
        lock (gate)
        {
            if (messages.Any(one => one.Key == key))
            {
                return;
            }

            messages.AddFirst((key, message));
            if (messages.Count > Limit)
            {
                messages.RemoveLast();
            }
        }
    }
}

/// <summary>
/// The default channel: sends nothing out of the house, keeps the newest messages for the outbox page. A deployer puts a gateway in
/// its place. Idempotent on the key while the message is kept. Thread-safe.
/// </summary>
public sealed class OutboxChannel(MessageChannelKind kind, OutboxMessages outbox, TimeProvider clock) : IMessageChannel
{
    public MessageChannelKind Kind => kind;

    /// <summary>One channel of each kind into one outbox.</summary>
    public static IReadOnlyList<IMessageChannel> All(OutboxMessages outbox, TimeProvider clock) =>
        [.. Enum.GetValues<MessageChannelKind>().Select(kind => new OutboxChannel(kind, outbox, clock))];

    public Task<bool> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        outbox.Add(message.Key, new KeptMessage(kind, message.Address, message.Text, clock.GetUtcNow()));
        return Task.FromResult(true);
    }
}
