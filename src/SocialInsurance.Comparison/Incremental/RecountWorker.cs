using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Looks through an unchanged file for the records of affected keys: merges them for their holders of today and counts by how much
/// the file's counts differ from the previous run. Rows of other keys are known already and pass unread.
/// </summary>
sealed unsafe class RecountWorker(DataFile file, int source, FeedScene scene, AffectedKeys keys) : FeedWorker(file, source, scene)
{
    readonly FeedScene scene = scene;
    readonly int source = source;
    readonly byte delimiter = file.Descriptor.Format.Delimiter;

    internal long MatchedChange { get; private set; }

    internal long NameDisagreedChange { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Split(int* rowBounds)
    {
        if (!HasBulkRows || Block.HasReplaced)
        {
            base.Split(rowBounds);
            return;
        }

        int numberColumn = Layout[ColumnRole.Number];
        ReadOnlySpan<byte> text = Block.Utf8;
        for (int start = 0; start < text.Length;)
        {
            int length = text[start..].IndexOf((byte)'\n') + 1;
            if (IsOfOthers(text.Slice(start, length - 1), numberColumn))
            {
                Line++;
                Accepted++; // or rejected, as the previous run counted: here only the sum has to be right
            }
            else
            {
                SplitOne(start, length, rowBounds);
            }

            start += length;
        }
    }

    /// <summary>True only for a sound number that nobody gained or lost; whatever is not as most rows are is looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool IsOfOthers(ReadOnlySpan<byte> row, int numberColumn)
    {
        for (int i = 0; i < numberColumn; i++)
        {
            row = row[(row.IndexOf(delimiter) + 1)..];
        }

        int end = row.IndexOf(delimiter);
        long key = CitizenNumberKernel.Key(end < 0 ? row : row[..end]);
        return key != 0 && !keys.MayHold(key);
    }

    private protected override void Join(in Row row, long key, int occurredOn, int endOn)
    {
        if (!keys.TryFind(key, out AffectedKey affected))
        {
            return;
        }

        NameKey? name = NameOf(row);
        RecordPlace place = RecordPlace.At(File.Index, Line);
        bool agreedBefore = affected.NamesBefore.Any(n => Agrees(name, n));
        bool agreesNow = false;
        foreach (int subject in affected.Now)
        {
            bool agrees = Agrees(name, scene.NameKeyOf(subject));
            agreesNow |= agrees;
            scene.Board.Merge(subject, source, File.Descriptor.Kind, CellOf(agrees, occurredOn, endOn, place));
        }

        int before = affected.NamesBefore.Count > 0 ? 1 : 0;
        int now = affected.Now.Count > 0 ? 1 : 0;
        MatchedChange += now - before;
        NameDisagreedChange += (agreesNow ? 0 : now) - (agreedBefore ? 0 : before);
    }

    static bool Agrees(NameKey? name, ulong subject) => name is null || name.Value.AgreesWith(new NameKey(subject));
}
