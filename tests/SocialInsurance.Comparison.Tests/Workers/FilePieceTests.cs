using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public sealed class FilePieceTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("sicert-pieces-").FullName;

    [Fact]
    public void Pieces_of_any_file_are_whole_lines_that_stand_end_to_end()
    {
        Gen<string> line = from length in Gen.Frequency((8, Gen.Choose(0, 30)), (1, Gen.Choose(500, 3000)))
                           from end in Gen.Elements("\n", "\r\n", "\n\n")
                           select new string('x', length) + end;
        var files = Arb.From(
            from lines in line.ArrayOf()
            from rest in Gen.Choose(0, 40)
            from unit in Gen.Choose(20, 2000)
            select (Text: "number,name,on\n" + string.Concat(lines) + new string('y', rest), Unit: (long)unit));
        int cut = 0;
        Prop.ForAll(files, f =>
        {
            DataFile file = FileOf(f.Text);
            long[] cuts = FilePieces.Cuts(file, f.Unit);
            FilePiece[] pieces = [.. Enumerable.Range(0, cuts.Length + 1).Select(i => FilePieces.Find(file, cuts, i))];
            Assert.Equal(file.DataOffset, pieces[0].Start);
            Assert.Equal(file.SizeBytes, pieces[^1].End);
            Assert.All(pieces.Zip(pieces.Skip(1)), p => Assert.Equal(p.First.End, p.Second.Start));
            byte[] bytes = Encoding.ASCII.GetBytes(f.Text);
            Assert.All(pieces.Where(p => p.End < file.SizeBytes), p => Assert.Equal((byte)'\n', bytes[p.End - 1]));
            (_, uint[] checksums) = PieceDigests.Of(file, pieces, new ProgressMeter(null), CancellationToken.None);
            Assert.Equal(pieces.Select(p => PieceChecksum.Append(0, bytes.AsSpan((int)p.Start, (int)(p.End - p.Start)))), checksums);
            cut += cuts.Length > 0 ? 1 : 0;
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithName("pieces"));
        Assert.True(cut > 30, $"only {cut} files were cut: the property says little");
    }

    [Fact]
    public void Checksum_does_not_depend_on_the_portions_that_bytes_come_in()
    {
        Prop.ForAll<byte[], byte>((bytes, at) =>
        {
            int middle = bytes.Length == 0 ? 0 : at % bytes.Length;
            return PieceChecksum.Append(PieceChecksum.Append(0, bytes.AsSpan(..middle)), bytes.AsSpan(middle..)) == PieceChecksum.Append(0, bytes);
        }).QuickCheckThrowOnFailure();
    }

    DataFile FileOf(string text)
    {
        string path = Path.Combine(folder, $"bus{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text);
        File.WriteAllText(Path.Combine(folder, "bus.feed.yaml"), Scene.Descriptor("bus"));
        var errors = new List<InputError>();
        DataFile file = new FeedFinder(errors).FindFeeds(folder, [], out _).Single();
        HeaderProbe.Probe(file, errors);
        Assert.Empty(errors);
        File.Delete(Path.Combine(folder, "bus.feed.yaml"));
        string moved = path + ".read";
        File.Move(path, moved);
        return new DataFile { Path = moved, Name = file.Name, Descriptor = file.Descriptor, SizeBytes = file.SizeBytes, DataOffset = file.DataOffset, HeaderLines = file.HeaderLines, Layout = file.Layout };
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
