using System.CommandLine;
using System.Text.Json.Nodes;
using EcommerceEtl.Data.Customers;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Fields;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>customer</c>: exports or erases what is held of one customer.</summary>
internal static class CustomerCommand
{
    private delegate Task<int> Body(CommandCall call, LockedStore store, ErasedCustomer customer);

    public static Command Create() => new("customer", "What is held of one customer, and its end.")
    {
        With("export", "Prints everything that is held of a customer: rows, records in the quarantine, landed elements.",
            "Is always on: what is held is printed as JSON.", ExportAsync),
        With("erase", "Erases a customer for good: from the tables, the quarantine and the landing zone, and from all that is landed or "
            + "loaded later.", "Print JSON.", EraseAsync),
    };

    private static Command With(string name, string description, string json, Body body)
    {
        var store = StoreName.Argument("STORE");
        var id = new Argument<string>("ID") { Description = "The customer's id in the shop." };
        return new Command(name, description) { store, id }.Runs(
            call => WithCustomerAsync(call, call.Value(store), call.Value(id), body), json: json);
    }

    /// <summary>Does something with the store's lock held, so that what is read or erased is not written at the same time.</summary>
    private static async Task<int> WithCustomerAsync(CommandCall call, string name, string id, Body body)
    {
        await using var store = await StoreName.LockAsync(call, name);
        if (store is null)
            return ExitCode.Skipped;
        var landed = store.Row is null ? await call.Get<LandingZone>().IndexAsync(name, call.Token) : null;
        if ((store.Row?.Kind ?? landed?.Snapshots.LastOrDefault()?.Kind) is not { } kind)
            return await StoreName.UnknownAsync(name);
        var form = call.Get<SourceFactory>().FieldsOf(kind, Entity.Customers).Ids;
        if (KeyOf(id, form) is { } key)
            return await body(call, store, new ErasedCustomer(key, call.Now.UtcDateTime));
        // The id is not repeated, since the text that was typed may be personal.
        await Console.Error.WriteLineAsync(form == IdForm.Number
            ? "ID is no customer's id: those of this store are whole numbers from 1 on."
            : $"ID is no customer's id: those of this store are texts of 1 to {ValueLimits.MaxIdLength} characters.");
        return ExitCode.Usage;
    }

    private static long? KeyOf(string id, IdForm form) => form switch
    {
        IdForm.Number =>
            long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && ShopKey.IsNumber(number) ? number : null,
        IdForm.NumberOrText when ShopKey.TryNumber(id, out var digits) => digits,
        _ => id.Length is > 0 and <= ValueLimits.MaxIdLength ? ShopKey.FromText(id) : null,
    };

    private static async Task<int> EraseAsync(CommandCall call, LockedStore store, ErasedCustomer customer)
    {
        var done = await call.Get<CustomerErasures>().EraseAsync(store.Session, store.Name, store.Row, customer.UserId, call.Token);
        var (rows, files) = (done.Rows, done.Files);
        return call.Print(
            new { Store = store.Name, rows.Customers, rows.Carts, rows.Quarantined, files.Manifests, files.Chunks },
            page =>
            {
                page.Line(rows == ErasedRows.None && files.Chunks == 0
                    ? $"{store.Name}: nothing held this customer. Should the shop send this id, it will be left out."
                    : $"{store.Name}: the customer is erased, and will be left out should the shop send this id again.");
                page.Line(
                    $"  warehouse: {Counted.Of(rows.Customers, "row")} of customers and {Counted.Of(rows.Quarantined, "row")} of the "
                    + $"quarantine deleted; {Counted.Of(rows.Carts, "cart")} left without a customer");
                page.Line(
                    $"  landing zone: {Counted.Of(files.Chunks, "chunk")} rewritten or deleted, "
                    + $"{Counted.Of(files.Manifests, "manifest")} rewritten");
                page.Line("Amounts, orders and sessions stay as they were. Returning customers and cohorts no longer count this customer.");
                page.Line("The next run asks the shop for everything and loads it in full. Other databases on this landing zone follow "
                    + "with their next run.");
                page.Line("Backups still hold this customer until they are replaced: docs/privacy.md says what to do about them.");
            });
    }

    private static async Task<int> ExportAsync(CommandCall call, LockedStore store, ErasedCustomer customer)
    {
        var sources = call.Get<SourceFactory>();
        var alone = new ErasedCustomers([customer]);
        var held = store.Row is null ? null : await CustomerExport.ReadAsync(
            store.Session, store.Row.StoreId, customer,
            (entity, payload) => new ErasedIds(sources.FieldsOf(store.Row.Kind, entity), alone).Names(Encoding.UTF8.GetBytes(payload)),
            call.Token);
        var landed = await LandedPerson.FindAsync(call.Get<LandingZone>(), store.Name, alone, sources.FieldsOf, call.Token);
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
