using System.Globalization;
using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>Words for <see cref="NativeFault"/>. Shows at most <see cref="ShownBytes"/> bytes of a file, as hexadecimal.</summary>
internal static class ImageFaultText
{
    private const int ShownBytes = 4;

    internal static ImageFault Describe(in NativeFault fault, ReadOnlySpan<byte> encoded)
    {
        var (expected, found) = Words(fault, encoded);
        return new ImageFault((ImageStatus)fault.Status, fault.Offset, expected, found);
    }

    private static (string Expected, string Found) Words(in NativeFault fault, ReadOnlySpan<byte> encoded)
    {
        var expected = Number(fault.Expected);
        var found = Number(fault.Found);
        var bytes = BytesAt(encoded, fault.Offset);
        return fault.Reason switch
        {
            FaultReason.None => ("可读取的图像 / a readable picture", "可读取的图像 / a readable picture"),
            FaultReason.NoBytes => ("JPEG 或 PNG 图像 / a JPEG or PNG picture", "空文件 / an empty file"),
            FaultReason.EncodedBytes => ($"不超过 {expected} 字节 / at most {expected} bytes", $"{found} 字节 / {found} bytes"),
            FaultReason.Signature => ("JPEG（FF D8 FF）或 PNG（89 50 4E 47）图像 / a JPEG (FF D8 FF) or PNG (89 50 4E 47) picture", Named(encoded, bytes)),
            FaultReason.EndOfData => ($"至少还有 {expected} 字节 / at least {expected} more bytes", "文件结束 / end of file"),
            FaultReason.Marker => ("JPEG 标记段 / a JPEG marker segment", bytes),
            FaultReason.SegmentLength => ($"段长 {expected} / a segment length of {expected}", found),
            FaultReason.CodingProcess => ("基线或渐进 JPEG / a baseline or progressive JPEG", $"标记 {Hex(fault.Found)} / marker {Hex(fault.Found)}"),
            FaultReason.ZeroSide => ("宽和高至少 1 像素 / width and height of at least 1 pixel", found),
            FaultReason.Side => ($"边长不超过 {expected} 像素 / a side of at most {expected} pixels", $"{found} 像素 / {found} pixels"),
            FaultReason.Pixels => ($"不超过 {expected} 像素 / at most {expected} pixels", $"{found} 像素 / {found} pixels"),
            FaultReason.Components => ("灰度或三通道彩色（1 或 3 个分量） / gray or colour with 1 or 3 components", $"{found} 个分量 / {found} components"),
            FaultReason.SampleBits => ($"每样本 {expected} 位 / {expected} bits per sample", $"{found} 位 / {found} bits"),
            FaultReason.Scans => ($"不超过 {expected} 次扫描 / at most {expected} scans", $"第 {found} 次扫描 / scan {found}"),
            FaultReason.HeaderChunk => ("PNG 的 IHDR 块 / the IHDR chunk of a PNG", bytes),
            FaultReason.HeaderField => ("符合标准的 PNG 头字段 / a PNG header field within the standard", found),
            FaultReason.PixelData => ("完好的压缩数据 / sound compressed data", "数据损坏 / damaged data"),
            FaultReason.WorkingBytes => ($"解码内存不超过 {expected} 字节 / at most {expected} bytes of decoder memory", "需要更多 / more needed"),
            FaultReason.Allocation => ("可用内存 / available memory", "内存不足 / no memory left"),
            FaultReason.Sampling => ("可换算的分量采样 / component sampling that can be converted", "不支持的采样 / unsupported sampling"),
            FaultReason.PixelsMissing => ("全部像素 / all pixels", "像素数据提前结束 / pixel data that ends early"),
            _ => ("可读取的图像 / a readable picture", Number((int)fault.Reason)),
        };
    }

    /// <summary>The bytes, after the format's name where they tell it.</summary>
    private static string Named(ReadOnlySpan<byte> encoded, string bytes) =>
        ForeignFormat.NameOf(encoded) is { } name ? $"{name.Chinese}（{bytes}） / {name.English} ({bytes})" : bytes;

    private static string BytesAt(ReadOnlySpan<byte> encoded, long offset)
    {
        if (offset < 0 || offset >= encoded.Length)
        {
            return "文件结束 / end of file";
        }

        var shown = encoded[(int)offset..];
        return Convert.ToHexString(shown[..Math.Min(ShownBytes, shown.Length)]);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Hex(long value) => "FF" + value.ToString("X2", CultureInfo.InvariantCulture);
}
