using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>The four columns of a state, in memory of the run that made them or mapped from a file. Owns that memory.</summary>
sealed unsafe class StateMemory : IDisposable
{
    readonly List<GCHandle> pins = [];
    IDisposable[] owned = [];

    internal Subject* Subjects { get; private set; }

    internal int* IdEnds { get; private set; }

    internal byte* IdBytes { get; private set; }

    internal EvidenceCell* Cells { get; private set; }

    internal bool IsDisposed { get; private set; }

    internal static StateMemory Hold(SubjectSet subjects, NativeBlock cells)
    {
        var memory = new StateMemory { owned = [cells], Cells = (EvidenceCell*)cells.Pointer };
        memory.Subjects = (Subject*)memory.Pin(subjects.Subjects);
        memory.IdEnds = (int*)memory.Pin(subjects.IdEnds);
        memory.IdBytes = (byte*)memory.Pin(subjects.IdBytes);
        return memory;
    }

    internal static StateMemory Map(string path, in StateHeader header)
    {
        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new StateMemory
        {
            owned = [new PointerLease(view.SafeMemoryMappedViewHandle), view, file],
            Subjects = (Subject*)(start + header.SubjectsAt),
            IdEnds = (int*)(start + header.IdEndsAt),
            IdBytes = start + header.IdBytesAt,
            Cells = (EvidenceCell*)(start + header.CellsAt),
        };
    }

    public void Dispose()
    {
        if (IsDisposed)
        {
            return;
        }

        IsDisposed = true;
        Array.ForEach(owned, o => o.Dispose());
        pins.ForEach(p => p.Free());
    }

    void* Pin(Array array)
    {
        pins.Add(GCHandle.Alloc(array, GCHandleType.Pinned));
        return (void*)pins[^1].AddrOfPinnedObject();
    }

    sealed class PointerLease(SafeBuffer buffer) : IDisposable
    {
        public void Dispose() => buffer.ReleasePointer();
    }
}
