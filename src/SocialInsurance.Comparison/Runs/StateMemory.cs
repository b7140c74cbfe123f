using System.IO.MemoryMappedFiles;

namespace SocialInsurance.Comparison;

/// <summary>The four columns of a state, in memory of the run that made them or mapped from a file. Owns that memory.</summary>
sealed unsafe class StateMemory : IDisposable
{
    readonly IDisposable[] owned;

    StateMemory(IDisposable[] owned, in SubjectColumns columns, EvidenceCell* cells)
    {
        this.owned = owned;
        Columns = columns;
        Cells = cells;
    }

    internal SubjectColumns Columns { get; }

    internal EvidenceCell* Cells { get; }

    internal bool IsDisposed { get; private set; }

    internal static StateMemory Hold(SubjectSet subjects, NativeBlock cells) =>
        new([cells, subjects], subjects.Columns, (EvidenceCell*)cells.Pointer);

    internal static StateMemory Map(string path, in StateHeader header)
    {
        MappedFile map = MappedFile.Open(path, isWritable: false);
        byte* start = map.Pointer;
        var columns = new SubjectColumns((Subject*)(start + header.SubjectsAt), (long*)(start + header.IdEndsAt), start + header.IdBytesAt, header.SubjectCount);
        return new StateMemory([map], columns, (EvidenceCell*)(start + header.CellsAt));
    }

    public void Dispose()
    {
        if (!IsDisposed)
        {
            IsDisposed = true;
            Array.ForEach(owned, o => o.Dispose());
        }
    }
}

/// <summary>A whole file as memory; an empty one is no memory. Dispose once.</summary>
sealed unsafe class MappedFile : IDisposable
{
    readonly MemoryMappedFile? file;
    readonly MemoryMappedViewAccessor? view;

    MappedFile(string path, MemoryMappedFileAccess access)
    {
        if (new FileInfo(path).Length == 0)
        {
            return;
        }

        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, access);
        view = file.CreateViewAccessor(0, 0, access);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Pointer = start;
    }

    internal byte* Pointer { get; }

    internal static MappedFile Open(string path, bool isWritable) => new(path, isWritable ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read);

    public void Dispose()
    {
        view?.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
        file?.Dispose();
    }
}
