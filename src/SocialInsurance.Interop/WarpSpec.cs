using System.Numerics;

namespace SocialInsurance.Interop;

/// <summary>Order of the destination's planes.</summary>
public enum ChannelOrder
{
    Rgb = 0,
    Bgr = 1,

    /// <summary>One plane: Y of a planar JPEG, else 0.299 R + 0.587 G + 0.114 B.</summary>
    Gray = 2,
}

/// <summary>What lies outside the picture.</summary>
public enum BorderMode
{
    /// <summary><see cref="WarpSpec.BorderValue"/>, blended with the edge over one pixel.</summary>
    Constant = 0,

    /// <summary>aaa|abcd|ddd</summary>
    Replicate = 1,

    /// <summary>dcb|abcd|cba</summary>
    Reflect101 = 2,
}

/// <summary>The destination of a warp: float32 NCHW, one sample.</summary>
/// <param name="Width">Pixels, 1..32767.</param>
/// <param name="Height">Pixels, 1..32767.</param>
/// <param name="Order">Order of the planes.</param>
/// <param name="Border">What lies outside the picture.</param>
/// <param name="BorderValue">Level 0..255 of every channel, before scale and offset; with <see cref="BorderMode.Constant"/>.</param>
/// <param name="Scale">Per destination channel: out = level * Scale + Offset, level 0..255.</param>
/// <param name="Offset">Per destination channel; see <paramref name="Scale"/>.</param>
public readonly record struct WarpSpec(
    int Width, int Height, ChannelOrder Order, BorderMode Border, float BorderValue, Vector3 Scale, Vector3 Offset)
{
    /// <summary>3, or 1 for <see cref="ChannelOrder.Gray"/>.</summary>
    public int Channels => Order == ChannelOrder.Gray ? 1 : 3;
}
