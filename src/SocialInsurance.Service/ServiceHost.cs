namespace SocialInsurance.Service;

/// <summary>Builds and runs the platform's host.</summary>
public static class ServiceHost;
