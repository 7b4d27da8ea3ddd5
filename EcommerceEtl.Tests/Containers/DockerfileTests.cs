using EcommerceEtl.Tests.Architecture;

namespace EcommerceEtl.Tests.Containers;

[Parallelizable(ParallelScope.All)]
public sealed class DockerfileTests
{
    [Test]
    public void The_worker_is_what_is_built_unless_somebody_asks_for_another() =>
        Assert.That(ImageRecipe.Stages[^1].Name, Is.EqualTo("worker"));

    [Test]
    public void Images_begin_from_a_version_and_end_without_a_shell()
    {
        var bases = ImageRecipe.Stages.Select(stage => stage.Base)
            .Where(name => ImageRecipe.Stages.All(stage => stage.Name != name)).ToList();
        Assert.That(bases, Has.Count.EqualTo(5).And.All.Match(@":v?[0-9]+\.[0-9]+"));
        Assert.That(ImageRecipe.Stages.Single(stage => stage.Name == "runtime").Base, Does.EndWith("-noble-chiseled-extra"),
            "-extra has the time zones");
    }

    [TestCase("worker", "EcommerceEtl.Worker.dll")]
    [TestCase("shop", "EcommerceEtl.Sandbox.dll")]
    public void A_final_image_runs_as_a_user_by_number_and_checks_itself_without_a_shell(string stage, string program)
    {
        Assert.Multiple(() =>
        {
            Assert.That(ImageRecipe.Last(stage, "USER"), Does.Match("^[1-9][0-9]+$"));
            Assert.That(ImageRecipe.Exec(ImageRecipe.Last(stage, "ENTRYPOINT")), Is.EqualTo(new[] { "dotnet", program }));
            var check = ImageRecipe.Last(stage, "HEALTHCHECK").Split("CMD ");
            Assert.That(ImageRecipe.Exec(check[1])[..3], Is.EqualTo(new[] { "dotnet", program, "healthcheck" }));
            Assert.That(check[0], Does.Contain("--interval=").And.Contain("--timeout=").And.Contain("--start-period="));
            Assert.That(ImageRecipe.Last(stage, "LABEL"), Does.Contain("org.opencontainers.image.version=\"$VERSION\""));
            Assert.That(ImageRecipe.Of(stage).Where(i => i.Word == "ENV").Select(i => i.Rest),
                Has.Some.Contains("ASPNETCORE_URLS=http://+:8080"));
        });
    }

    [Test]
    public void A_new_volume_belongs_to_the_user_of_its_container()
    {
        var copies = new[] { "worker", "shop" }.SelectMany(ImageRecipe.Of).Where(i => i.Word == "COPY" && i.Rest.Contains("/volume"));

        Assert.That(copies.Select(copy => copy.Rest), Has.Exactly(2).Contains($"--chown={ImageRecipe.Last("worker", "USER")}:"));
    }

    [TestCase("prometheus")]
    [TestCase("grafana")]
    [TestCase("init")]
    public void Files_of_this_repository_can_be_read_by_the_service_whatever_mode_they_have_in_the_clone(string service)
    {
        var user = ComposeFile.Read().Services[service].Text("user");
        var copies = ImageRecipe.Stages.Single(stage => stage.Name == service).Own.Where(instruction => instruction.Word == "COPY")
            .Select(copy => copy.Rest).ToList();

        Assert.That(ComposeFile.Read().Services[service].Map("build")["target"], Is.EqualTo(service));
        // A copy keeps the mode of the clone, 0600 after umask 077, and belongs to root unless it says otherwise.
        Assert.That(copies, Is.Not.Empty.And.All.StartsWith(user == "root" ? "" : $"--chown={user} "));
        Assert.That(copies.Select(copy => copy.Split(' ')[^2])
            .Where(source => !Path.Exists(Path.Combine(Repository.Root, source))), Is.Empty);
    }

    [TestCase("build-worker")]
    [TestCase("build-shop")]
    public void A_published_program_can_be_read_by_every_user_of_its_image(string stage) =>
        Assert.That(ImageRecipe.Stages.Single(built => built.Name == stage)
            .Own.Where(instruction => instruction.Rest.Contains("dotnet publish")).Select(run => run.Rest),
            Has.Exactly(1).Contains("&& chmod -R a+rX /app"));

    [Test]
    public void PostgreSQL_is_the_same_version_wherever_it_is_named()
    {
        var compose = ComposeFile.Read().Services["postgres"].Text("image");

        Assert.That(ImageRecipe.Stages.Single(stage => stage.Name == "init").Base, Is.EqualTo(compose));
        Assert.That(Repository.Lines("scripts/warehouse.sh"), Does.Contain($"PG_IMAGE={compose}"));
    }

    [Test]
    public void The_version_is_that_of_the_build() =>
        Assert.That(ImageRecipe.Global.Single().Rest, Is.EqualTo($"VERSION={Repository.Version}"));

    [Test]
    public void Packages_are_restored_by_their_lock_files_before_any_source_is_copied()
    {
        var restore = ImageRecipe.Stages.Single(stage => stage.Name == "restore").Own;
        var run = restore.FindIndex(instruction => instruction.Word == "RUN");
        var copied = restore[..run].Where(instruction => instruction.Word == "COPY")
            .SelectMany(instruction => instruction.Rest.Split(' ')[..^1]).ToList();
        string[] needed =
        [
            .. Projects("EcommerceEtl.Worker/EcommerceEtl.Worker.csproj").Append("EcommerceEtl.Sandbox/EcommerceEtl.Sandbox.csproj")
                .SelectMany(project => new[] { project, Path.GetDirectoryName(project) + "/packages.lock.json" }),
            "Directory.Build.props", "Directory.Packages.props", "global.json", "nuget.config", "BannedSymbols.txt", ".editorconfig",
        ];

        Assert.That(restore[run].Rest.Split("dotnet restore ")[1..], Has.Length.EqualTo(2).And.All.Contains("--locked-mode"));
        Assert.That(copied, Is.EquivalentTo(needed.Distinct()));
    }

    [Test]
    public void Only_what_is_named_gets_into_the_build()
    {
        var lines = Repository.Lines(".dockerignore").Where(line => line.Length > 0 && !line.StartsWith('#')).ToList();

        Assert.That(lines[0], Is.EqualTo("*"));
        Assert.That(lines, Has.None.StartsWith("!.env").And.Some.EqualTo("**/bin").And.Some.EqualTo("**/obj"));
    }

    /// <summary>A project and all it needs.</summary>
    private static IEnumerable<string> Projects(string project)
    {
        var all = Repository.Files(".csproj").ToDictionary(file => Path.GetFileNameWithoutExtension(file)!);
        return Repository.Includes(project, "ProjectReference").SelectMany(name => Projects(all[name])).Append(project).Distinct();
    }
}
