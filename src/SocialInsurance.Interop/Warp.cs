using System.Numerics;
using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>From decoded pixels to a model's input in one pass.</summary>
public static unsafe class Warp
{
    /// <summary>
    /// Samples <paramref name="image"/> bilinearly through its EXIF orientation and <paramref name="map"/>, converts the
    /// colour and writes float32 planes (NCHW, one sample, channel order of <paramref name="spec"/>). Coordinates that
    /// are not finite lie outside. Thread safe while the image is valid; allocates nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The image is no longer, or never was, valid.</exception>
    /// <exception cref="ArgumentException">The destination is not exactly channels x width x height long, or the spec is out of range.</exception>
    public static void ToTensor(in DecodedImage image, in AffineMap map, in WarpSpec spec, Span<float> destination)
    {
        var owner = image.Owner ?? throw new InvalidOperationException("the image was never decoded; expected one from ImageDecoder.Decode with ImageStatus.Ok");
        if (owner.Generation != image.Generation)
        {
            throw new InvalidOperationException(
                $"the image is no longer valid; expected generation {owner.Generation} of its decoder, found {image.Generation} (Decode, Clear or Dispose came after it)");
        }

        Check(spec, destination.Length);
        var native = image.Native;
        var nativeSpec = ToNative(map, spec);
        int status;
        fixed (float* to = destination)
        {
            status = NativeMethods.Warp(owner.Pixels, owner.Pixels.CapacityBytes, &native, &nativeSpec, to, destination.Length);
        }

        if (status != NativeStatus.Ok)
        {
            throw new InvalidOperationException($"libsinative.so answered {status} to a valid call; expected {NativeStatus.Ok}");
        }
    }

    private static void Check(in WarpSpec spec, int destination)
    {
        if (spec.Width is < 1 or > short.MaxValue || spec.Height is < 1 or > short.MaxValue)
        {
            throw new ArgumentException($"destination size: expected 1..{short.MaxValue} pixels a side, found {spec.Width} x {spec.Height}", nameof(spec));
        }

        if (spec.Order is not (ChannelOrder.Rgb or ChannelOrder.Bgr or ChannelOrder.Gray))
        {
            throw new ArgumentException($"channel order: expected Rgb, Bgr or Gray, found {(int)spec.Order}", nameof(spec));
        }

        if (spec.Border is not (BorderMode.Constant or BorderMode.Replicate or BorderMode.Reflect101))
        {
            throw new ArgumentException($"border: expected Constant, Replicate or Reflect101, found {(int)spec.Border}", nameof(spec));
        }

        var needed = (long)spec.Channels * spec.Width * spec.Height;
        if (destination != needed)
        {
            throw new ArgumentException($"destination length: expected {spec.Channels} x {spec.Height} x {spec.Width} = {needed} floats, found {destination}", nameof(destination));
        }
    }

    private static NativeWarpSpec ToNative(in AffineMap map, in WarpSpec spec)
    {
        var native = new NativeWarpSpec
        {
            Width = spec.Width,
            Height = spec.Height,
            Order = (int)spec.Order,
            Border = (int)spec.Border,
            BorderValue = spec.BorderValue,
            Scale = Three(spec.Scale),
            Offset = Three(spec.Offset),
        };
        native.Map[0] = map.M11;
        native.Map[1] = map.M12;
        native.Map[2] = map.M13;
        native.Map[3] = map.M21;
        native.Map[4] = map.M22;
        native.Map[5] = map.M23;
        return native;
    }

    private static ThreeFloats Three(Vector3 v)
    {
        var floats = default(ThreeFloats);
        floats[0] = v.X;
        floats[1] = v.Y;
        floats[2] = v.Z;
        return floats;
    }
}
