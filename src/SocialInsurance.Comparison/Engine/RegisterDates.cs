namespace SocialInsurance.Comparison;

/// <summary>The dates of a register as one run understands them. Immutable, thread-safe.</summary>
/// <param name="descriptor">Of the register.</param>
/// <param name="layout">Of its file.</param>
/// <param name="asOf">yyyymmdd; nobody can have been certified after it.</param>
sealed class RegisterDates(FeedDescriptor descriptor, ColumnLayout layout, int asOf)
{
    /// <summary>yyyymmdd; 0 = no text, or one that cannot be believed.</summary>
    internal int Read(in Row row, ColumnRole role, out bool isUnreadable)
    {
        ReadOnlySpan<byte> text = layout[role] < 0 ? default : FieldText.Trim(row.Field(layout[role]));
        int date = text.IsEmpty ? 0 : descriptor.DatesOf(role).Read(text);
        date = role == ColumnRole.LastCertifiedDate && date > asOf ? 0 : date;
        isUnreadable = date == 0 && !text.IsEmpty;
        return date;
    }
}
