namespace SocialInsurance.Contracts.Notices;

/// <summary>Answer of <c>GET /api/v1/outbox</c>: messages that the default channels kept, newest first. For demonstrations only.</summary>
public sealed record OutboxDto(IReadOnlyList<OutboxMessageDto> Messages);

/// <param name="Channel"><c>sms</c>, <c>weChat</c>, <c>letter</c> or <c>villageOfficer</c></param>
public sealed record OutboxMessageDto(string Channel, string Address, string Text, DateTimeOffset SentAt);
