namespace SocialInsurance.Comparison;

/// <summary>
/// Copies the lines of whole files out of a previous rejects.csv, front to back. Every input has as many lines there as its counts
/// say.
/// </summary>
sealed class PreviousRejects
{
    readonly Stream stream;
    readonly IReadOnlyList<FileCounts> inputs;
    readonly byte[] buffer = new byte[1 << 16];
    int at;
    int end;
    int next;

    internal PreviousRejects(Stream stream, IReadOnlyList<FileCounts> inputs)
    {
        this.stream = stream;
        this.inputs = inputs;
        Take(1, null); // the header
    }

    /// <param name="counts">One of the inputs, later than all that were asked for before.</param>
    /// <param name="target">Receives its lines.</param>
    internal void Copy(FileCounts counts, Stream target)
    {
        while (!ReferenceEquals(inputs[next], counts))
        {
            Take(inputs[next++].Rejected, null);
        }

        Take(inputs[next++].Rejected, target);
    }

    void Take(long lines, Stream? target)
    {
        while (lines > 0)
        {
            if (at == end)
            {
                (at, end) = (0, stream.Read(buffer));
                if (end == 0)
                {
                    throw new InvalidOperationException("the previous rejects.csv has fewer lines than its manifest counts");
                }
            }

            int from = at;
            while (lines > 0 && at < end)
            {
                int newline = Array.IndexOf(buffer, (byte)'\n', at, end - at);
                at = newline < 0 ? end : newline + 1;
                lines -= newline < 0 ? 0 : 1;
            }

            target?.Write(buffer, from, at - from);
        }
    }
}
