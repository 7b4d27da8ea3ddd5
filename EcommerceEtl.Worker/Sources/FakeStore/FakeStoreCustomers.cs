using System.Text.Json;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Sources.Mapping;

namespace EcommerceEtl.Worker.Sources.FakeStore;

/// <summary>Customers of the Fake Store: of all that a user holds, only <c>id</c> and <c>address.city</c> are read.</summary>
internal static class FakeStoreCustomers
{
    private static readonly PropertyNames _user = new("id", "address");
    private static readonly PropertyNames _address = new("city");

    public static Mapped<Customer> Map(ReadOnlySpan<byte> element)
    {
        var fault = new Fault();
        return ElementReader.Read(element, default, Read, ref fault) is { } customer
            ? Mapped<Customer>.Accepted(customer.Id.Key, customer.Id.SourceText, customer)
            : fault.Reject<Customer>(element, IdForm.Number);
    }

    private static Customer? Read(ref Utf8JsonReader json, DateTime snapshotTime, ref Fault fault)
    {
        long key = 0;
        var city = "";
        var walk = new PropertyWalk();
        while (_user.Next(ref json, ref walk))
        {
            if (walk.Index == 1)
                city = ReadCity(ref json, ref fault);
            else if (JsonIds.Read(ref json, IdForm.Number, out key, out _) is { } wrong)
                fault.Set(wrong, "$.id");
            if (fault.Found)
                return null;
        }
        return _user.Complete(walk, 0b01, "$", ref fault) ? new Customer(new CustomerId(key), city) : null;
    }

    private static string ReadCity(ref Utf8JsonReader json, ref Fault fault)
    {
        var city = "";
        if (json.TokenType != JsonTokenType.StartObject)
        {
            fault.Set(RejectionReason.WrongType, "$.address");
            return city;
        }
        var walk = new PropertyWalk();
        while (_address.Next(ref json, ref walk))
        {
            if (JsonTexts.ReadTrimmed(ref json, out city) is { } wrong)
            {
                fault.Set(wrong, "$.address.city");
                return city;
            }
        }
        _address.Complete(walk, 0, "$.address", ref fault);
        return city;
    }
}
