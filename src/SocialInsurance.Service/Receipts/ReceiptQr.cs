using System.Globalization;
using System.Text;
using QRCoder;

namespace SocialInsurance.Service.Receipts;

/// <summary>A QR code at error level M as SVG: two shapes, no script, no style, nothing that the page's policy refuses.</summary>
internal static class ReceiptQr
{
    internal static string Svg(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var size = code.ModuleMatrix.Count; // with the quiet zone of four modules on each side
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
        {
            var row = code.ModuleMatrix[y];
            for (var x = 0; x < size; x++)
            {
                var from = x;
                while (x < size && row[x])
                {
                    x++;
                }

                if (x > from)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
                }
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#ffffff"/><path d="{path}" fill="#000000"/></svg>""");
    }
}
