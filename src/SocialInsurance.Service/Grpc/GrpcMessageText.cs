using System.Globalization;
using System.Text;

namespace SocialInsurance.Service.Grpc;

/// <summary>
/// The text of <c>grpc-message</c>: UTF-8, percent-encoded where the byte is not printable ASCII or is the percent sign. Not
/// URL encoding: some clients would show what that encodes beyond.
/// </summary>
internal static class GrpcMessageText
{
    internal static string Encode(string message)
    {
        if (!message.AsSpan().ContainsAnyExceptInRange(' ', '~') && !message.Contains('%', StringComparison.Ordinal))
        {
            return message;
        }

        var text = new StringBuilder(message.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
        {
            if (octet is < (byte)' ' or > (byte)'~' or (byte)'%')
            {
                text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
            else
            {
                text.Append((char)octet);
            }
        }

        return text.ToString();
    }
}
