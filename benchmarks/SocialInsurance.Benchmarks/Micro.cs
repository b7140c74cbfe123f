using System.Numerics;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using SocialInsurance.Comparison;
using SocialInsurance.Interop;

namespace SocialInsurance.Benchmarks;

/// <summary>In this process: the generated projects of the default toolchain would restore outside our locks.</summary>
internal static class MicroConfig
{
    internal static IConfig Create() => DefaultConfig.Instance
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .WithOption(ConfigOptions.DisableOptimizationsValidator, true);
}

/// <summary>The native image path of one frame: decode, letterbox for detection, aligned patch for the template.</summary>
[MemoryDiagnoser]
public class ImageKernels
{
    private readonly float[] _detector = new float[3 * 320 * 240];
    private readonly float[] _template = new float[3 * 112 * 112];
    private byte[] _encoded = [];
    private ImageDecoder _decoder = null!;
    private DecodedImage _image;

    [GlobalSetup]
    public void Setup()
    {
        var root = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;
        _encoded = File.ReadAllBytes(Path.Combine(root, "samples/faces/grace_hopper.jpg"));
        _decoder = new ImageDecoder();
        _decoder.Decode(_encoded, 480, PixelLayout.Planar, out _image);
    }

    [Benchmark]
    public ImageStatus Decode() => _decoder.Decode(_encoded, 480, PixelLayout.Planar, out _image);

    [Benchmark]
    public void WarpToDetector() => Warp.ToTensor(
        _image,
        AffineMap.FromRectangle(0, 0, _image.OrientedWidth, _image.OrientedHeight, 320, 240),
        new WarpSpec(320, 240, ChannelOrder.Rgb, BorderMode.Constant, 0, new Vector3(1 / 128f), new Vector3(-127 / 128f)),
        _detector);

    [Benchmark]
    public void WarpToTemplate() => Warp.ToTensor(
        _image,
        new AffineMap(1.6f, 0.1f, 180, -0.1f, 1.6f, 130),
        new WarpSpec(112, 112, ChannelOrder.Bgr, BorderMode.Replicate, 0, new Vector3(1 / 128f), new Vector3(-127 / 128f)),
        _template);

    [GlobalCleanup]
    public void Cleanup() => _decoder.Dispose();
}

/// <summary>What every record of a feed pays: the number as a key; and on a hit the name.</summary>
[MemoryDiagnoser]
public class RecordKernels
{
    // a synthetic number of a division that does not exist, with a valid check character
    private readonly byte[] _number = "990101195001010010"u8.ToArray();
    private readonly byte[] _name = "样本甲"u8.ToArray();

    [GlobalSetup]
    public void Setup()
    {
        if (DocumentKey.Parse(_number).Fault == DocumentNumberFault.ChecksumMismatch)
        {
            _number[17] = DocumentNumber.CheckCharacter(99010119500101001);
        }
    }

    [Benchmark]
    public DocumentKeyResult ParseNumber() => DocumentKey.Parse(_number);

    [Benchmark]
    public NameKey HashName() => NameKey.Of(_name);
}
