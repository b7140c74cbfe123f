namespace SocialInsurance.Comparison;

/// <summary>The subjects of one pass: those whose key falls into one part of all keys, counted from 0 in the order of the register.</summary>
sealed unsafe class SubjectPartition : IDisposable
{
    readonly NativeBlock names;
    readonly NativeBlock places;

    SubjectPartition(KeyPartition partition, int count, NativeBlock names, NativeBlock places, SubjectTable table)
    {
        Count = count;
        this.names = names;
        this.places = places;
        Index = new SubjectIndex(table, names.Pointer, sizeof(ulong), partition, this);
    }

    internal int Count { get; }

    internal SubjectIndex Index { get; }

    /// <summary>Index in the whole register.</summary>
    internal int WholeIndexOf(int subject) => ((int*)places.Pointer)[subject];

    /// <param name="count">Subjects of this part.</param>
    internal static SubjectPartition Read(SpilledRegister register, KeyPartition partition, int count, CancellationToken cancellationToken)
    {
        var names = new NativeBlock((long)count * sizeof(ulong));
        var places = new NativeBlock((long)count * sizeof(int));
        using var keys = new NativeBlock((long)count * sizeof(long)); // gone before the first cell is needed
        int next = 0;
        register.ForEach((first, subjects, length) =>
        {
            for (int i = 0; i < length; i++)
            {
                if (subjects[i].Key != 0 && partition.Holds(subjects[i].Key))
                {
                    ((long*)keys.Pointer)[next] = subjects[i].Key;
                    ((ulong*)names.Pointer)[next] = subjects[i].NameKey;
                    ((int*)places.Pointer)[next++] = first + i;
                }
            }
        }, cancellationToken);
        if (next != count)
        {
            throw new InvalidOperationException($"part {partition.Index + 1} of {partition.Count} has {next} subjects instead of {count}");
        }

        return new SubjectPartition(partition, count, names, places, new SubjectTable(new KeyColumn(keys.Pointer, sizeof(long), count)));
    }

    public void Dispose()
    {
        Index.Table.Dispose();
        names.Dispose();
        places.Dispose();
    }
}
