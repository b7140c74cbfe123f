using System.Buffers;
using System.Net.WebSockets;

namespace SocialInsurance.Service.Sessions;

internal enum SocketMessageKind
{
    Text = 1,
    Binary = 2,

    /// <summary>The client closes.</summary>
    Closed = 3,

    /// <summary>More bytes than allowed; the rest was not read.</summary>
    TooLarge = 4,
}

/// <summary>
/// Whole messages of a socket, put together in one rented buffer that grows to the limit and is zeroed between frames that shrink
/// and at the end. Not thread-safe.
/// </summary>
internal sealed class SocketReader(WebSocket socket, int maximumBinaryBytes) : IDisposable
{
    internal const int MaximumTextBytes = 1024;
    private const int FirstBytes = 32 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _length;

    /// <summary>Of the message last read; until the next.</summary>
    internal ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, _length);

    /// <exception cref="WebSocketException">the connection broke</exception>
    internal async ValueTask<SocketMessageKind> ReadAsync(CancellationToken cancellationToken)
    {
        Clear();
        while (true)
        {
            if (_length == _buffer.Length)
            {
                Grow();
            }

            var part = await socket.ReceiveAsync(_buffer.AsMemory(_length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return SocketMessageKind.Closed;
            }

            _length += part.Count;
            if (_length > (part.MessageType == WebSocketMessageType.Text ? MaximumTextBytes : maximumBinaryBytes))
            {
                return SocketMessageKind.TooLarge;
            }

            if (part.EndOfMessage)
            {
                return part.MessageType == WebSocketMessageType.Text ? SocketMessageKind.Text : SocketMessageKind.Binary;
            }
        }
    }

    public void Dispose()
    {
        Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Clear()
    {
        _buffer.AsSpan(0, _length).Clear();
        _length = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * _buffer.Length);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
