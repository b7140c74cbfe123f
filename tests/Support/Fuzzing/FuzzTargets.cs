using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Comparison;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.Visits;
using SocialInsurance.Interop;
using SocialInsurance.Service.Grpc;
using InvalidProfileException = SocialInsurance.Biometrics.Profiles.InvalidProfileException;
using Profile = SocialInsurance.Biometrics.Profiles.VerificationProfile;

namespace SocialInsurance.Tests.Support.Fuzzing;

/// <summary>
/// Every parser that reads what others wrote, with the seeds it is fuzzed from: samples of the repository and <c>Corpus/NAME</c>, where
/// whatever was found once stays.
/// </summary>
public sealed class FuzzTargets : IDisposable
{
    private const string Descriptor =
        """
        name: bus
        kind: activity
        authority: 测试
        filePattern: 'bus*.csv'
        format: { delimiter: ',', header: yes }
        columns: { number: number, name: name, eventDate: on }
        dateFormat: yyyy-MM-dd
        presenceClass: account
        maxRejectedShare: 1
        """;

    private const string Rows = "number,name,on\n990101194801010016,王秀英,2026-10-01\n\"990101194801010024\",\"张\"\"三\",2026-10-02\n990101480101003,李四,2026-10-03\n";

    private readonly string samples;
    private readonly string corpus;
    private readonly string folder = Directory.CreateTempSubdirectory("sicert-fuzz-").FullName;
    private readonly ImageDecoder decoder = new();

    /// <param name="repoRoot">of the repository</param>
    public FuzzTargets(string repoRoot)
    {
        (samples, corpus) = (Path.Combine(repoRoot, "samples"), Path.Combine(repoRoot, "tests", "Support", "Fuzzing", "Corpus"));
        All =
        [
            Refusing<InputRefusedException>("descriptor", bytes => FeedDescriptorReader.Read(Put("one.feed.yaml", bytes)), Descriptor),
            Silent("feed", bytes => Check(Descriptor, bytes), Rows),
            Silent("feedWithItsDescriptor", CheckBoth, $"{Descriptor}\n\f{Rows}"),
            Silent("policy", bytes => { var load = Policy.Load(bytes); Either(load.Policy is null, load.Errors.Count); }, File.ReadAllText(Path.Combine(samples, "policies", "province-2026.yaml"))),
            Silent("reviewRules", bytes => { var load = ReviewRulesFile.Load(bytes, HolidayFile.Default); Either(load.File is null, load.Errors.Count); }, Embedded<ReviewRulesFile>("review-rules.yaml")),
            Silent("holidays", bytes => { var load = HolidayFile.Load(bytes); Either(load.Calendar is null, load.Errors.Count); }, Embedded<ReviewRulesFile>("holidays-cn.yaml")),
            Refusing<InputRefusedException>("notices", bytes => NoticePolicy.Load(Text(bytes), "notices.yaml", TimeSpan.FromHours(8)), Embedded<NoticePolicy>("notices.yaml")),
            Refusing<InputRefusedException>("contacts", bytes => ContactRows.Read(new MemoryStream(bytes), "contacts.csv").Count(), "beneficiaryId,phone\nB1,13900000001\n\"B2\",\"13900000002\"\n"),
            Refusing<InputRefusedException>("divisions", bytes => DivisionPlaces.Read(Text(bytes), "divisions.csv"), "division,latitude,longitude,name,englishName\n9901,34.1,113.2,试验市,Test\n990101,34.2,113.3,试验区,Tested\n"),
            Refusing<InvalidProfileException>("profile", bytes => Profile.Parse(Text(bytes)), Embedded<Profile>("standard.json")),
            Silent("documentNumber", bytes => DocumentKey.Parse(bytes), "990101194801010016", "990101480101001", "H00000001", "E12345678", "９９０１０１"),
            Silent("receiptToken", bytes => ReceiptToken.TryRead(Text(bytes), out _), ReceiptToken.Write(SampleReceipt.Signed)),
            Silent("receiptTokenBytes", bytes => ReceiptToken.TryRead(ReceiptToken.Prefix + Base64Url.EncodeToString(bytes), out _), Base64Url.DecodeFromChars(ReceiptToken.Write(SampleReceipt.Signed).AsSpan(ReceiptToken.Prefix.Length))),
            Silent("receiptFile", bytes => ReceiptFile.TryRead(bytes), SampleReceipt.File()),
            Silent("revocationList", bytes => RevocationList.TryRead(bytes), SampleReceipt.Revocations()),
            Silent("partnerKey", bytes => PartnerKey.TryRead(Text(bytes), out _, out _), "p-1a2b3c.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            Silent("feedGrant", bytes => FeedGrantText.TryRead(Text(bytes)), "cremation:death", "bus_card:activity:account"),
            Silent("webSocketMessage", Json, """{"type":"hello","nonce":"AAAA"}""", """{"type":"finish"}"""),
            Silent("requestBody", Json, """{"documentNumber":"H00000001","name":"张三","role":"helper","phone":"13900000001"}""", """{"cases":[{"caseId":"x","version":1}],"day":"2026-11-02","reason":"已核对"}"""),
            Target("grpcFrames", [], Frames, [FramesOf(false, new GetStatusRequest { DocumentNumber = "H00000001", Purpose = "核对" }, new GetStatusRequest { Name = "张三" }), FramesOf(true, new GetStatusRequest { Name = "张三" })]),
            Refusing<InvalidProtocolBufferException>("protoMessages", Messages, new FeedEvent { EventId = "d-1", Source = "cremation", OccurredOn = "2026-10-01" }.ToByteArray(), new FramesRequest { Frame = new FramesRequest.Types.Frame { Sequence = 1, Jpeg = ByteString.CopyFrom(1, 2, 3) } }.ToByteArray(), new GetStatusRequest { DocumentNumber = "H1" }.ToByteArray()),
            Silent("grpcTimeout", bytes => GrpcTimeout.TryParse(Text(bytes), out _), "10S", "99999999n", "1H"),
            Refusing<InvalidDataException>("frameSequence", bytes => FrameSequence.Read(Put("clip.mjpeg", bytes)).Count(), Pictures()),
            Silent("imageHeader", bytes => decoder.Probe(bytes, out _), Pictures()),
        ];
    }

    public IReadOnlyList<FuzzTarget> All { get; }

    public void Dispose()
    {
        decoder.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private FuzzTarget Silent(string name, Action<byte[]> parse, params string[] seeds) => Target(name, [], parse, [.. seeds.Select(Encoding.UTF8.GetBytes)]);

    private FuzzTarget Silent(string name, Action<byte[]> parse, byte[] seed) => Target(name, [], parse, [seed]);

    private FuzzTarget Refusing<T>(string name, Action<byte[]> parse, string seed)
        where T : Exception => Target(name, [typeof(T)], parse, [Encoding.UTF8.GetBytes(seed)]);

    private FuzzTarget Refusing<T>(string name, Action<byte[]> parse, params byte[][] seeds)
        where T : Exception => Target(name, [typeof(T)], parse, seeds);

    private FuzzTarget Target(string name, Type[] refuses, Action<byte[]> parse, byte[][] seeds)
    {
        var kept = Path.Combine(corpus, name);
        byte[][] all = [.. seeds, .. Directory.Exists(kept) ? Directory.GetFiles(kept).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : []];
        return all.Length > 0 ? new FuzzTarget(name, all, refuses, parse) : throw new InvalidOperationException($"{name}: expected a seed, found none");
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static string Embedded<T>(string endsWith)
    {
        var assembly = typeof(T).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(name => name.EndsWith(endsWith, StringComparison.Ordinal)))!);
        return reader.ReadToEnd();
    }

    private static void Either(bool isRefused, int errors) => Expect(isRefused == errors > 0);

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("a value and errors together, neither of them, or rows that are lost");
        }
    }

    private byte[] Pictures() => [.. FrameSequence.Read(Path.Combine(samples, "faces", "moving_hopper.mjpeg")).Take(2).SelectMany(frame => frame.ToArray())];

    private string Put(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private void CheckBoth(byte[] bytes)
    {
        var cut = Array.IndexOf(bytes, (byte)'\f');
        Check(Text(bytes[..Math.Max(0, cut)]), bytes[(cut + 1)..]);
    }

    /// <summary>A described file as a run would read it: every row is accepted or rejected, every file understood or refused.</summary>
    private void Check(string descriptor, byte[] rows)
    {
        var feeds = Path.Combine(folder, "feeds");
        Directory.CreateDirectory(feeds);
        File.WriteAllText(Path.Combine(feeds, "bus.feed.yaml"), descriptor);
        File.WriteAllBytes(Path.Combine(feeds, "bus.csv"), rows);
        var report = FeedCheck.Run(new FeedCheckRequest { FeedsDirectory = feeds, All = true }, null, default);
        Expect(report.Files.Count + report.Errors.Count + report.Unclaimed.Count > 0);
        Expect(report.Files.All(file => file.Accepted + file.Rejected == file.Read && file.Rejects.Count <= 10));
    }

    /// <summary>As every type of request that the service reads, with the one exception that it answers.</summary>
    private static void Json(byte[] bytes)
    {
        foreach (var type in typeof(ContractsJson).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Request", StringComparison.Ordinal) || type.Name == "SocketCommandDto"))
        {
            if (ContractsJson.Default.GetTypeInfo(type) is { } info)
            {
                try
                {
                    JsonSerializer.Deserialize(bytes, info);
                }
                catch (JsonException)
                {
                    // answered as a bad request
                }
            }
        }
    }

    private static byte[] FramesOf(bool isGzip, params IMessage[] messages) => [.. messages.SelectMany(message =>
    {
        var body = isGzip ? Zipped(message.ToByteArray()) : message.ToByteArray();
        var header = new byte[GrpcFrames.HeaderBytes];
        header[0] = isGzip ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(1), (uint)body.Length);
        return header.Concat(body);
    })];

    private static byte[] Zipped(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var stream = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return zipped.ToArray();
    }

    /// <summary>Frame by frame to the end or the first refusal, as a call with gzip and as one without.</summary>
    private static void Frames(byte[] bytes)
    {
        foreach (var gzip in (bool[])[false, true])
        {
            var reader = PipeReader.Create(new MemoryStream(bytes));
            FrameProblem problem;
            do
            {
                // nothing is waited for: the stream is in memory
                problem = GrpcFrames.ReadAsync(reader, GetStatusRequest.Parser, new FrameFormat(4096, gzip), default).AsTask().GetAwaiter().GetResult().Problem;
            }
            while (problem == FrameProblem.None);
            reader.Complete();
        }
    }

    private static void Messages(byte[] bytes)
    {
        foreach (var parser in (MessageParser[])[GetStatusRequest.Parser, FeedEvent.Parser, FramesRequest.Parser, OpenSessionRequest.Parser])
        {
            parser.ParseFrom(bytes);
        }
    }
}
