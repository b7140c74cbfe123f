namespace SocialInsurance.Biometrics.Models;

/// <summary>What a model does in the pipeline. Names as in <c>models/manifest.json</c>, camelCase.</summary>
public enum ModelTask
{
    /// <summary>Finds faces in a frame.</summary>
    Detection = 1,

    /// <summary>68 points of one face, iBUG order.</summary>
    Landmarks = 2,

    /// <summary>One vote on presentation attacks from one frame.</summary>
    PresentationAttack = 3,

    /// <summary>Whether an eye is open; a hint only.</summary>
    Eyes = 4,

    /// <summary>Yaw, pitch and roll of the head.</summary>
    Pose = 5,

    /// <summary>The biometric template of an aligned face.</summary>
    Template = 6,

    /// <summary>Drop-in: Silent-Face on a view of 2.7 boxes; votes only together with <see cref="PresentationAttackFar"/>.</summary>
    PresentationAttackNear = 7,

    /// <summary>Drop-in: Silent-Face on a view of 4.0 boxes; votes only together with <see cref="PresentationAttackNear"/>.</summary>
    PresentationAttackFar = 8,

    /// <summary>Drop-in: YuNet, finds faces instead of the model of <see cref="Detection"/>.</summary>
    DetectionFine = 9,
}

/// <summary>What is done once to published weights before they are used; see <c>models/README.md</c>.</summary>
public enum PreparationStep
{
    /// <summary>Weights below 1e-20 become zero. Outputs stay identical.</summary>
    FlushWeights = 1,

    /// <summary>PRelu becomes two batch normalisations and a Relu. Outputs agree within 1 - cos &lt;= 1e-6.</summary>
    RewritePRelu = 2,
}

/// <summary>A model file that is not what the manifest or the pipeline says it is: a fault of the installation, never of a person.</summary>
public sealed class InvalidModelException : Exception
{
    public InvalidModelException(string message)
        : base(message)
    {
    }

    public InvalidModelException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The model or manifest file at fault, if one is.</summary>
    public string? File { get; init; }

    /// <summary>What was expected, such as a digest or a shape.</summary>
    public string? Expected { get; init; }

    /// <summary>What was found instead.</summary>
    public string? Found { get; init; }
}
