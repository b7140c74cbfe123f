namespace SocialInsurance.Biometrics.Detection;

/// <summary>One box a face: candidates of a detector come several to a face.</summary>
internal static class BoxSuppression
{
    /// <summary>Greedy non-maximum suppression by score, then the survivors by area.</summary>
    internal static int Keep(Span<FaceBox> candidates, Span<FaceBox> faces, float overlapThreshold)
    {
        candidates.Sort(static (a, b) => b.Score.CompareTo(a.Score));
        var kept = 0;
        foreach (ref readonly var candidate in candidates)
        {
            if (kept == faces.Length)
            {
                break;
            }

            if (!OverlapsAny(candidate, faces[..kept], overlapThreshold))
            {
                faces[kept++] = candidate;
            }
        }

        faces[..kept].Sort(static (a, b) => b.Area.CompareTo(a.Area));
        return kept;
    }

    private static bool OverlapsAny(in FaceBox candidate, ReadOnlySpan<FaceBox> kept, float overlapThreshold)
    {
        foreach (ref readonly var face in kept)
        {
            if (candidate.Overlap(face) > overlapThreshold)
            {
                return true;
            }
        }

        return false;
    }
}
