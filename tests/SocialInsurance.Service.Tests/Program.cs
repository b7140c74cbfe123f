using SocialInsurance.Service.Tests.Sessions;

// a test kills a real process: the same assembly, started as one more instance of the service
return Environment.GetEnvironmentVariable(SecondInstance.Variable) is { Length: > 0 } settings
    ? await SecondInstance.RunAsync(settings)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
