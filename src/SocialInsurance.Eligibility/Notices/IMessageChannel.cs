namespace SocialInsurance.Eligibility.Notices;

/// <summary>A way to reach a person. Values are stored; never renumber.</summary>
public enum MessageChannelKind
{
    Sms = 1,

    WeChat = 2,

    /// <summary>A letter on paper.</summary>
    Letter = 3,

    /// <summary>The village officer or community worker tells the person.</summary>
    VillageOfficer = 4,
}

/// <param name="Key">names the message for ever: a receiver that got it before ignores it</param>
/// <param name="Address">telephone number, account or postal address; never logged</param>
/// <param name="Text">Simplified Chinese, no links</param>
public sealed record OutgoingMessage(string Key, MessageChannelKind Channel, string Address, string Text);

/// <summary>Hands a message to the outside. Idempotent on the message's key. Thread-safe.</summary>
public interface IMessageChannel
{
    MessageChannelKind Kind { get; }

    /// <summary>False when the receiver did not take it: try again later.</summary>
    Task<bool> SendAsync(OutgoingMessage message, CancellationToken cancellationToken);
}
