using System.Runtime.InteropServices;
using SocialInsurance.Interop.Native;

namespace SocialInsurance.Interop;

/// <summary>The environment as native libraries read it: on Unix .NET keeps a copy of its own, which they never see.</summary>
public static class NativeEnvironment
{
    /// <summary>Sets a variable, for .NET and for native code. To be called before the library that reads it is first used.</summary>
    /// <exception cref="InvalidOperationException">the system refused</exception>
    public static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (OperatingSystem.IsLinux() && SystemMethods.SetEnvironment(name, value, overwrite: 1) != 0)
        {
            throw new InvalidOperationException($"the variable {name} cannot be set: error {Marshal.GetLastPInvokeError()}");
        }
    }
}
