using System.CommandLine;
using EcommerceEtl.Benchmarks;
using EcommerceEtl.Benchmarks.Bound;
using EcommerceEtl.Benchmarks.Shop;

var root =
    new RootCommand(
    "Measures EcommerceEtl against bounds. Start it with -c Release: dotnet run -c Release --project EcommerceEtl.Benchmarks -- load")
{
    LoadCommand.Create(),
    LandingCommand.Create(),
    BoardsCommand.Create(),
    StartCommand.Create(),
    FillCommand.Create(),
    ShopServer.Command(),
    BoundLoad.Command(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
