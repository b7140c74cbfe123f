using SocialInsurance.Comparison.Tests;

// the same assembly is also the process that chDB runs in: its library takes a process for itself
return Environment.GetEnvironmentVariable(ChdbProcess.Variable) is { Length: > 0 } library
    ? ChdbProcess.Run(library)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
