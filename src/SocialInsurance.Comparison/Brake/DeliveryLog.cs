namespace SocialInsurance.Comparison;

/// <summary>What one worker notes about a delivery, one file of a source, beside its evidence. Not thread-safe; marks are shared.</summary>
/// <param name="people">Subjects whose number and name a terminal delivery reports; null for other kinds.</param>
sealed class DeliveryLog(long fileBytes, SubjectMarks? people)
{
    internal DeliverySample Sample { get; } = new(fileBytes);

    internal long ChecksumFailures { get; set; }

    internal void Report(int subject) => people?.Set(subject);
}

/// <summary>What the workers of a file noted, until it is judged.</summary>
/// <param name="Source">Index into <see cref="ComparisonState.Sources"/>.</param>
sealed record Delivery(DataFile File, int Source, IReadOnlyList<DeliveryLog> Logs, IReportedSubjects? People);
