namespace SocialInsurance.Eligibility.Rules;

/// <summary>What to tell a person for each reason: one plain sentence that says what to do next.</summary>
public static class FaceAdvice
{
    /// <summary>Advice in Simplified Chinese (at most 60 characters) and English.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a member of the enumeration.</exception>
    public static ReasonText For(FaceReason reason) => reason switch
    {
        FaceReason.NoFace => new("没有看到您的脸，请面对镜头再试一次。", "We could not see your face. Please face the camera and try again."),
        FaceReason.SeveralFaces => new("画面里有多个人，请让本人单独面对镜头。", "There are several people in view. Please let only the person concerned face the camera."),
        FaceReason.TooDark => new("光线太暗，请开灯或走到亮一点的地方。", "It is too dark. Please turn on a light or move to a brighter place."),
        FaceReason.TooBright => new("光线太强或背着光，请换个方向再试。", "It is too bright or against the light. Please turn another way."),
        FaceReason.Blurred => new("画面有些模糊，请拿稳手机，慢一点再试。", "The picture is blurred. Please hold the phone still and try again slowly."),
        FaceReason.TooFar => new("离镜头有点远，请靠近一些。", "You are a little far away. Please come closer."),
        FaceReason.TooNear => new("离镜头太近，请退后一点，把整张脸放进画面。", "You are too near. Please move back a little, so that your whole face is in the picture."),
        FaceReason.NotFrontal => new("请把手机摆正，正对镜头看一会儿，再跟着提示做动作。", "Please hold the phone upright, look straight at the camera for a moment, then follow the prompts."),
        FaceReason.Covered => new("脸被遮住了一部分，请摘下口罩或帽子。", "Part of the face is covered. Please take off the mask or hat."),
        FaceReason.Interrupted => new("连接中断了，请检查网络后再试一次。", "The connection broke. Please try again."),
        FaceReason.NoReference => new("还没有您的参考照片，工作人员会联系您办理。", "There is no reference photo of you yet. A caseworker will help you."),
        FaceReason.ChallengeNotPassed => new("动作没有全部看清，请跟着提示慢慢再做一遍。", "Not all movements were seen. Please follow the prompts again, slowly."),
        FaceReason.PadTooFewFrames => new("正面画面太少，请多看一会儿镜头再试。", "There were too few frontal pictures. Please look at the camera a little longer."),
        FaceReason.PadFailed => new("请本人直接面对镜头，不要使用照片或屏幕。", "Please face the camera in person, without a photo or a screen."),
        FaceReason.PadUnsure => new("系统拿不准，已请工作人员核实，待遇照常发放。", "The system is unsure. A caseworker will look; payment goes on."),
        FaceReason.ComparisonUnsure => new("比对不太确定，请在亮处正对镜头再试一次。", "The comparison is unsure. Please try again in good light, facing the camera."),
        FaceReason.NonMatch => new("与参考照片不一致，请确认是本人后再试一次。", "The face differs from the reference photo. Please make sure it is the right person and try again."),
        FaceReason.ScoreUnusable => new("系统出了点问题，已转工作人员办理，待遇照常发放。", "Something went wrong on our side. A caseworker will help; payment goes on."),
        FaceReason.SampleInjected => new("画面来源无法确认，已请工作人员核实，待遇照常发放。", "The origin of the pictures could not be confirmed. A caseworker will look; payment goes on."),
        FaceReason.ReferenceOld => new("照片较旧，已请工作人员核实，待遇照常发放。", "The reference photo is rather old. A caseworker will look; payment goes on."),
        FaceReason.AttemptsExhausted => new("不用再试了，工作人员会联系您，也可到窗口或申请上门。", "No need to try again. A caseworker will contact you; a window or a home visit is also possible."),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a face reason"),
    };
}
