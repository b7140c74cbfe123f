using SocialInsurance.Cli.Configuration;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Walks.Tests.Deployment;

/// <summary>The manifests agree with the program and with one another: command lines, variables, ports, selectors, secrets, times.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KubernetesTests : IDisposable
{
    /// <summary>What <c>sicert</c> takes at most to end, without a drain of its own.</summary>
    private const int LongestEndSeconds = 40;

    private readonly Workspace workspace = new();

    private static IReadOnlyList<YamlMappingNode> All { get; } = DeploymentFolder.Manifests();

    private static YamlMappingNode Deployment => All.Single(one => Text(one, "kind") == "Deployment");

    private static IEnumerable<YamlMappingNode> Pods => [Map(Deployment, "spec", "template"), .. All.Where(one => Text(one, "kind") == "CronJob").Select(one => Map(one, "spec", "jobTemplate", "spec", "template"))];

    [Fact]
    public void Every_manifest_names_itself_in_the_namespace()
    {
        Assert.Equal(["ConfigMap", "CronJob", "Deployment", "Ingress", "Namespace", "NetworkPolicy", "PersistentVolumeClaim", "PodDisruptionBudget", "Service", "ServiceAccount"], All.Select(one => Text(one, "kind")).Distinct().Order(StringComparer.Ordinal));
        Assert.All(All, one => Assert.False(string.IsNullOrEmpty(Text(one, "metadata", "name"))));
        Assert.All(All.Where(one => Text(one, "kind") != "Namespace"), one => Assert.Equal("sicert", Text(one, "metadata", "namespace")));
        Assert.DoesNotContain(All, one => Text(one, "kind") == "Secret");
    }

    [Fact]
    public void Every_command_line_and_variable_is_the_programs()
    {
        var root = Cli.CommandLine.CreateRoot();
        foreach (var container in Pods.Select(Container))
        {
            if (Find(container, "args") is YamlSequenceNode arguments)
            {
                Assert.Empty(root.Parse([.. arguments.Select(word => word.ToString())]).Errors);
            }
            else
            {
                Assert.True(File.Exists(DeploymentFolder.At(Path.GetFileName(((YamlSequenceNode)Find(container, "command")!).Children[^1].ToString()))));
            }

            var variables = Items(container, "env").ToDictionary(one => Text(one, "name"), one => Text(one, "value"));
            Assert.Equal([], variables.Keys.Where(name => name.StartsWith("SICERT_", StringComparison.Ordinal)).Except(EnvironmentSettings.Names));
            Assert.All(variables.Values, value => Assert.StartsWith("/run/secrets/sicert", value, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Secrets_are_files_that_others_cannot_read_and_every_one_that_is_named_is_mounted()
    {
        foreach (var pod in Pods)
        {
            var secret = Items(Map(pod, "spec"), "volumes").Single(volume => Text(volume, "name") == "secrets");
            Assert.Equal("0440", Text(secret, "secret", "defaultMode"));
            var mounted = Items(Map(secret, "secret"), "items").Select(item => $"/run/secrets/sicert/{Text(item, "path")}").ToList();
            var named = Items(Container(pod), "env").Select(one => Text(one, "value")).Where(value => value != "/run/secrets/sicert").ToList();
            Assert.Equal([], named.Except(mounted));
            var volumes = Items(Map(pod, "spec"), "volumes").Select(volume => Text(volume, "name")).ToHashSet();
            Assert.Equal([], Items(Container(pod), "volumeMounts").Select(mount => Text(mount, "name")).Except(volumes));
        }
    }

    [Fact]
    public void Ports_labels_and_names_agree()
    {
        var container = Container(Map(Deployment, "spec", "template"));
        var ports = Items(container, "ports").ToDictionary(port => Text(port, "name"), port => Text(port, "containerPort"));
        var urls = ((YamlSequenceNode)Find(container, "args")!).Select(word => word.ToString()).Where(word => word.StartsWith("http://", StringComparison.Ordinal)).Select(url => new Uri(url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(ports.Values, urls);

        var service = All.Single(one => Text(one, "kind") == "Service");
        Assert.All(Items(Map(service, "spec"), "ports"), port => Assert.Contains(Text(port, "targetPort"), ports.Keys));
        var backend = Map(Items(Map(Items(Map(All.Single(one => Text(one, "kind") == "Ingress"), "spec"), "rules").Single(), "http"), "paths").Single(), "backend", "service");
        Assert.Equal(Text(service, "metadata", "name"), Text(backend, "name"));
        Assert.Contains(Items(Map(service, "spec"), "ports"), port => Text(port, "name") == Text(backend, "port", "name"));
        foreach (var probe in (string[])["startupProbe", "readinessProbe"])
        {
            Assert.Contains(Text(container, probe, "httpGet", "port"), ports.Keys);
        }

        Assert.Contains(Text(container, "livenessProbe", "tcpSocket", "port"), ports.Keys);
        var policy = All.Single(one => Text(one, "kind") == "NetworkPolicy");
        Assert.Equal([], Items(Items(Map(policy, "spec"), "ingress").Single(), "ports").Select(port => Text(port, "port")).Except(ports.Values));

        var labels = Labels(Map(Deployment, "spec", "template", "metadata"));
        var budget = All.Single(one => Text(one, "kind") == "PodDisruptionBudget");
        Assert.Superset(Pairs(Map(Deployment, "spec", "selector", "matchLabels")), labels);
        Assert.Superset(Pairs(Map(service, "spec", "selector")), labels);
        Assert.Superset(Pairs(Map(budget, "spec", "selector", "matchLabels")), labels);
        Assert.All(Pods, pod => Assert.Superset(Pairs(Map(policy, "spec", "podSelector", "matchLabels")), Labels(Map(pod, "metadata"))));
        // the jobs' pods answer nobody
        Assert.All(Pods.Skip(1), pod => Assert.False(Pairs(Map(service, "spec", "selector")).IsSubsetOf(Labels(Map(pod, "metadata")))));
    }

    [Fact]
    public void One_always_serves_and_each_has_time_to_end()
    {
        var spec = Map(Deployment, "spec");
        var arguments = ((YamlSequenceNode)Find(Container(Map(Deployment, "spec", "template")), "args")!).Select(word => word.ToString()).ToList();
        Assert.Equal(Text(spec, "replicas"), arguments[arguments.IndexOf("--instances") + 1]);
        Assert.Equal("0", Text(spec, "strategy", "rollingUpdate", "maxUnavailable"));
        Assert.Equal("1", Text(All.Single(one => Text(one, "kind") == "PodDisruptionBudget"), "spec", "minAvailable"));
        var wait = Number(((YamlSequenceNode)Find(Map(Container(Map(Deployment, "spec", "template")), "lifecycle", "preStop", "exec"), "command")!).Children[^1].ToString());
        Assert.True(Number(Text(spec, "template", "spec", "terminationGracePeriodSeconds")) >= wait + LongestEndSeconds + 10);
    }

    [Fact]
    public void Every_pod_is_unprivileged()
    {
        foreach (var pod in Pods)
        {
            Assert.Equal("true", Text(pod, "spec", "securityContext", "runAsNonRoot"));
            Assert.Equal("RuntimeDefault", Text(pod, "spec", "securityContext", "seccompProfile", "type"));
            Assert.Equal("false", Text(pod, "spec", "automountServiceAccountToken"));
            Assert.Equal("true", Text(Container(pod), "securityContext", "readOnlyRootFilesystem"));
            Assert.Equal("false", Text(Container(pod), "securityContext", "allowPrivilegeEscalation"));
        }

        Assert.All(All.Where(one => Text(one, "kind") == "CronJob"), job => Assert.Equal("Forbid", Text(job, "spec", "concurrencyPolicy")));
    }

    [Fact]
    public async Task Configuration_of_the_manifests_is_in_order_for_the_program()
    {
        var data = Map(All.Single(one => Text(one, "kind") == "ConfigMap"), "data");
        foreach (var (file, text) in data.Children)
        {
            workspace.Write(Path.Combine("data", file.ToString()), text.ToString());
        }

        foreach (var name in (string[])["registers/register.csv", "feeds/x", "policies/x"])
        {
            workspace.Write(Path.Combine("data", name), "x");
        }

        (await workspace.RunAsync("config", "check", "--data", workspace.At("data"))).AssertExit(0);
    }

    private static YamlMappingNode Container(YamlMappingNode pod) => Items(Map(pod, "spec"), "containers").Single();

    private static YamlNode? Find(YamlNode node, params string[] path)
    {
        foreach (var name in path)
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(name), out var next))
            {
                return null;
            }

            node = next;
        }

        return node;
    }

    private static YamlMappingNode Map(YamlNode node, params string[] path) =>
        Find(node, path) as YamlMappingNode ?? throw new Xunit.Sdk.XunitException($"no {string.Join('.', path)} in {node}");

    private static IEnumerable<YamlMappingNode> Items(YamlNode node, string name) => ((YamlSequenceNode?)Find(node, name) ?? []).Cast<YamlMappingNode>();

    private static string Text(YamlNode node, params string[] path) => Find(node, path)?.ToString() ?? string.Empty;

    private static HashSet<string> Labels(YamlMappingNode metadata) => Pairs(Map(metadata, "labels"));

    private static HashSet<string> Pairs(YamlMappingNode map) => [.. map.Children.Select(pair => $"{pair.Key}={pair.Value}")];

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => workspace.Dispose();
}
