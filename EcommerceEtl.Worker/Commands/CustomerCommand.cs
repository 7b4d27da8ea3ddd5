using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Data.Customers;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Fields;
using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>customer</c>: what is held of one person, and the end of it.</summary>
internal static class CustomerCommand
{
    private delegate Task<int> Body(
        IServiceProvider services, LockedStore store, ErasedCustomer customer, CancellationToken cancellationToken);

    public static Command Create() => new("customer", "What is held of one customer, and its end.") { Export(), Erase() };

    private static Command Export()
    {
        var json = JsonOutput.Option();
        json.Description = "Is always on: what is held is printed as JSON.";
        return With("export", "Prints everything that is held of a customer: rows, records in the quarantine, landed elements.", json,
            (_, services, store, customer, token) =>
            ExportAsync(services, store, customer, token));
    }

    private static Command Erase() => With(
        "erase", "Erases a customer for good: from the tables, the quarantine and the landing zone, and from all that is landed or loaded "
            + "later.",
        JsonOutput.Option(), EraseAsync);

    private static Command With(
        string name, string description, Option<bool> json, Func<bool, IServiceProvider, LockedStore, ErasedCustomer, CancellationToken,
        Task<int>> body)
    {
        var store = StoreName.Argument("STORE");
        var id = new Argument<string>("ID") { Description = "The customer's id in the shop." };
        var command = new Command(name, description) { store, id, json };
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, services =>
            WithCustomerAsync(
                services, parsed.GetValue(store)!, parsed.GetValue(id)!,
                (provider, locked, customer, token) => body(parsed.GetValue(json), provider, locked, customer, token), cancellationToken)));
        return command;
    }

    /// <summary>Does something with the store's lock held, so that what is read or erased is not written at the same time.</summary>
    private static async Task<int> WithCustomerAsync(
        IServiceProvider services, string name, string id, Body body, CancellationToken cancellationToken)
    {
        var (sources, landing) = (services.GetRequiredService<SourceFactory>(), services.GetRequiredService<LandingZone>());
        BlockingSession? holder = null;
        await using var store = await LockedStore.TryTakeAsync(
            services.GetRequiredService<WorkerSettings>(), sources, services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<LockedStore>>(), name, found => holder = found, cancellationToken);
        if (store is null)
            return await StoreName.BusyAsync(name, holder);
        var landed = store.Row is null ? await landing.IndexAsync(name, cancellationToken) : null;
        if ((store.Row?.Kind ?? landed?.Snapshots.LastOrDefault()?.Kind) is not { } kind)
            return await StoreName.UnknownAsync(name);
        var form = sources.FieldsOf(kind, Entity.Customers).Ids;
        if (KeyOf(id, form) is not { } key)
        {
            // The id itself is not repeated: what was typed may be somebody's.
            await Console.Error.WriteLineAsync(form == IdForm.Number
                ? "ID is no customer's id: those of this store are whole numbers from 1 on."
                : $"ID is no customer's id: those of this store are texts of 1 to {ValueLimits.MaxIdLength} characters.");
            return ExitCode.Usage;
        }
        try
        {
            return await body(services, store, new ErasedCustomer(key, services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime),
                cancellationToken);
        }
        catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
        {
            throw known;
        }
    }

    private static long? KeyOf(string id, IdForm form) => form == IdForm.Text
        ? id.Length is > 0 and <= ValueLimits.MaxIdLength ? ShopKey.FromText(id) : null
        : long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && ShopKey.IsNumber(number) ? number : null;

    private static async Task<int> EraseAsync(
        bool json, IServiceProvider services, LockedStore store, ErasedCustomer customer, CancellationToken cancellationToken)
    {
        var done = await services.GetRequiredService<CustomerErasures>()
            .EraseAsync(store.Session, store.Name, store.Row, customer.UserId, cancellationToken);
        if (json)
        {
            JsonOutput.Write(new
            {
                Store = store.Name,
                done.Rows.Customers,
                done.Rows.Carts,
                done.Rows.Quarantined,
                done.Files.Manifests,
                done.Files.Chunks
            });
            return ExitCode.Done;
        }
        var nothing = done.Rows == ErasedRows.None && done.Files.Chunks == 0;
        var page = Page.Out;
        page.Line(nothing
            ? $"{store.Name}: nothing held this customer. Should the shop send this id, it will be left out."
            : $"{store.Name}: the customer is erased, and will be left out should the shop send this id again.");
        page.Line(
            $"  warehouse: {Counted.Of(done.Rows.Customers, "row")} of customers and {Counted.Of(done.Rows.Quarantined, "row")} of the "
            + $"quarantine deleted; {Counted.Of(done.Rows.Carts, "cart")} left without a customer");
        page.Line(
            $"  landing zone: {Counted.Of(done.Files.Chunks, "chunk")} rewritten or deleted, "
            + $"{Counted.Of(done.Files.Manifests, "manifest")} rewritten");
        page.Line("Amounts, orders and sessions stay as they were. Returning customers and cohorts no longer count this customer.");
        page.Line("The next run asks the shop for everything and loads it in full. Other databases on this landing zone follow with "
            + "their next run.");
        page.Line("Backups still hold this customer until they are replaced: docs/privacy.md says what to do about them.");
        return ExitCode.Done;
    }

    private static async Task<int> ExportAsync(
        IServiceProvider services, LockedStore store, ErasedCustomer customer, CancellationToken cancellationToken)
    {
        var sources = services.GetRequiredService<SourceFactory>();
        var alone = new ErasedCustomers([customer]);
        var held = store.Row is null ? null : await CustomerExport.ReadAsync(
            store.Session, store.Row.StoreId, customer,
            (entity, payload) => new ErasedIds(sources.FieldsOf(store.Row.Kind, entity), alone).Names(Encoding.UTF8.GetBytes(payload)),
            cancellationToken);
        var landed = await LandedPerson.FindAsync(
            services.GetRequiredService<LandingZone>(), store.Name, alone, sources.FieldsOf, cancellationToken);
        JsonOutput.Write(new
        {
            Store = store.Name,
            Warehouse = held,
            Landing = landed.Select(element => new
            {
                Entity = SnakeCase.Of(element.Entity),
                SnapshotsFrom = element.From,
                SnapshotsTo = element.To,
                Element = JsonNode.Parse(element.Element),
            }),
        });
        return ExitCode.Done;
    }
}
