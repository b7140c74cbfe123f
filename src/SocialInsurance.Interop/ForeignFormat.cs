using System.Text;

namespace SocialInsurance.Interop;

/// <summary>
/// The name of a file that is neither JPEG nor PNG, told by its first bytes, so that whoever chose it knows what to convert. Sources: the
/// formats' published signatures; ISO base media files (HEIC, AVIF, MP4) by the brand of their <c>ftyp</c> box (ISO/IEC 14496-12).
/// </summary>
internal static class ForeignFormat
{
    /// <summary>Where RIFF and ISO base media files say what they hold.</summary>
    private const int BrandAt = 8;

    private const int BrandLength = 4;

    private static readonly (byte[] Signature, (string Chinese, string English) Name)[] Signatures =
    [
        ([.. "GIF8"u8], ("GIF 图像", "a GIF picture")),
        ([.. "BM"u8], ("BMP 图像", "a BMP picture")),
        ([.. "II*\0"u8], ("TIFF 图像", "a TIFF picture")),
        ([.. "MM\0*"u8], ("TIFF 图像", "a TIFF picture")),
        ([.. "%PDF"u8], ("PDF 文件", "a PDF document")),
        ([.. "8BPS"u8], ("Photoshop 文件", "a Photoshop file")),
        ([.. "PK\x3\x4"u8], ("压缩包或 Office 文档", "a ZIP archive or Office document")),
        ([0xFF, 0x0A], ("JPEG XL 图像", "a JPEG XL picture")),
        ([0, 0, 0, 0x0C, .. "JXL "u8], ("JPEG XL 图像", "a JPEG XL picture")),
        ([0, 0, 0, 0x0C, .. "jP  "u8], ("JPEG 2000 图像", "a JPEG 2000 picture")),
        ([.. "<svg"u8], ("SVG 图像", "an SVG picture")),
        ([.. "<?xml"u8], ("XML 或 SVG 文件", "an XML or SVG file")),
        ([.. "<!DOCTYPE"u8], ("网页", "a web page")),
        ([.. "<html"u8], ("网页", "a web page")),
        ([.. "data:image/"u8], ("以文本编码的图像（Base64）", "a picture encoded as text (Base64)")),
    ];

    /// <returns>Null for bytes that nothing is known of.</returns>
    internal static (string Chinese, string English)? NameOf(ReadOnlySpan<byte> encoded)
    {
        foreach (var (signature, name) in Signatures)
        {
            if (encoded.StartsWith(signature))
            {
                return name;
            }
        }

        return encoded.Length < BrandAt + BrandLength ? null
            : encoded.StartsWith("RIFF"u8) ? OfRiff(encoded.Slice(BrandAt, BrandLength))
            : encoded[BrandLength..BrandAt].SequenceEqual("ftyp"u8) ? OfBrand(encoded.Slice(BrandAt, BrandLength))
            : null;
    }

    private static (string, string)? OfRiff(ReadOnlySpan<byte> kind) => Encoding.ASCII.GetString(kind) switch
    {
        "WEBP" => ("WebP 图像", "a WebP picture"),
        "AVI " => ("AVI 视频", "an AVI video"),
        _ => null,
    };

    private static (string, string) OfBrand(ReadOnlySpan<byte> brand) => Encoding.ASCII.GetString(brand) switch
    {
        "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "mif1" or "msf1" => ("HEIC 图像", "a HEIC picture"),
        "avif" or "avis" => ("AVIF 图像", "an AVIF picture"),
        _ => ("MP4 或 MOV 视频", "an MP4 or MOV video"),
    };
}
