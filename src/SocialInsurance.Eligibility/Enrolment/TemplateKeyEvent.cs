using System.Globalization;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>What happened to a key of templates. Values are stored; never renumber.</summary>
public enum TemplateKeyChange
{
    /// <summary>New templates go under it; the old ones are being turned.</summary>
    Introduced = 1,

    /// <summary>Every template is under it.</summary>
    RotationCompleted = 2,

    /// <summary>The key is destroyed: whatever was sealed with it, in any copy, is useless.</summary>
    Dropped = 3,
}

/// <summary>A change of a key of templates, for the audit log.</summary>
/// <param name="KeyId">from 1</param>
/// <param name="Templates">how many templates were under the newest key at that moment</param>
public sealed record TemplateKeyEvent(uint KeyId, TemplateKeyChange Change, long Templates, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.TemplateKeyChanged;

    string IAuditable.AuditSubject => string.Create(CultureInfo.InvariantCulture, $"template-key/{KeyId}");

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("template-key-event/1");
        writer.Add((long)KeyId);
        writer.Add((long)Change);
        writer.Add(Templates);
        writer.Add(RecordedAt);
    }
}
