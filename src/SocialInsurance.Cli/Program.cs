using SocialInsurance.Cli;

return await CommandLine.RunAsync(args);
