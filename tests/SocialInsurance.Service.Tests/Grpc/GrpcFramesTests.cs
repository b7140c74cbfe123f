using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Contracts.Grpc.Health.V1;
using SocialInsurance.Service.Grpc;

namespace SocialInsurance.Service.Tests.Grpc;

public sealed class GrpcFramesTests
{
    [Fact]
    public void Frames_cut_anywhere_are_read_as_they_were_written() =>
        Prop.ForAll<NonNull<string>[], PositiveInt>((names, cut) => ReadBack([.. names.Select(name => name.Get)], cut.Get)
            .GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    private static async Task<bool> ReadBack(string[] names, int cut)
    {
        var requests = names.Select(name => new HealthCheckRequest { Service = name.Replace("\uD800", "", StringComparison.Ordinal) }).ToList();
        var bytes = new MemoryStream();
        var writer = PipeWriter.Create(bytes);
        foreach (var request in requests)
        {
            await GrpcFrames.WriteAsync(writer, request, CancellationToken.None);
        }

        var reader = PipeReader.Create(new CutStream(bytes.ToArray(), cut));
        foreach (var request in requests)
        {
            var read = await GrpcFrames.ReadAsync(reader, HealthCheckRequest.Parser, new FrameFormat(1 << 20), CancellationToken.None);
            if (read.Problem != FrameProblem.None || !request.Equals(read.Message))
            {
                return false;
            }
        }

        return (await GrpcFrames.ReadAsync(reader, HealthCheckRequest.Parser, new FrameFormat(1 << 20), CancellationToken.None)).Problem == FrameProblem.EndOfStream;
    }

    /// <summary>Gives at most <paramref name="cut"/> bytes a read, as a network does.</summary>
    private sealed class CutStream(byte[] bytes, int cut) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(cut, buffer.Length)], cancellationToken);
    }
}
