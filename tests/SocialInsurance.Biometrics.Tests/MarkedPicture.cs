using System.Buffers.Binary;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>A frame that somebody sends again and makes another file of.</summary>
internal static class MarkedPicture
{
    private const int StartBytes = 2;
    private const int CommentBytes = 8;

    /// <summary>The same coded picture with a comment after the start of the image: other bytes, same pixels.</summary>
    internal static ReadOnlyMemory<byte> Commented(ReadOnlyMemory<byte> jpeg, int number)
    {
        var marked = new byte[jpeg.Length + CommentBytes];
        jpeg.Span[..StartBytes].CopyTo(marked);
        ReadOnlySpan<byte> comment = [0xFF, 0xFE, 0, CommentBytes - 2];
        comment.CopyTo(marked.AsSpan(StartBytes));
        BinaryPrimitives.WriteInt32BigEndian(marked.AsSpan(StartBytes + comment.Length), number);
        jpeg.Span[StartBytes..].CopyTo(marked.AsSpan(StartBytes + CommentBytes));
        return marked;
    }

    /// <summary>The picture coded anew with another speck in its corner, far from any face.</summary>
    internal static ReadOnlyMemory<byte> Recoded(ReadOnlyMemory<byte> jpeg, int number) =>
        EditedPicture.Barred(jpeg.ToArray(), 0, 0, 0.01f, 0.01f, (byte)number);
}
