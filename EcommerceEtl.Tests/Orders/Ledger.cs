namespace EcommerceEtl.Tests.Orders;

/// <summary>What an event books on a day, in the words of a bookkeeper: written from the definitions of the figures, without a look at rows
/// of orders.</summary>
/// <param name="Product">Whose units and money these are; 0 for none.</param>
internal sealed record Booking(
    DateTime At, long Product, decimal Units = 0, decimal Gross = 0, decimal Discounts = 0, decimal Returns = 0,
    decimal ReturnedUnits = 0, decimal Shipping = 0, decimal Tax = 0)
{
    public decimal Net => Gross - Discounts - Returns;
}

/// <summary>Books one order, event by event, and keeps what is left of it: of each line its units, its money and its tax; of shipping; of
/// all else.</summary>
internal static class Ledger
{
    /// <summary>What is left of an order in the end, tax included.</summary>
    public static decimal Left(Journey journey) => Of(journey).Sum(booking => booking.Net + booking.Shipping + booking.Tax);

    /// <summary>What is left of a line.</summary>
    public static Part LeftOfLine(Journey journey, int line) => Book(journey).Lines[line - 1];

    public static List<Booking> Of(Journey journey) => Book(journey).Bookings;

    private static (List<Booking> Bookings, Part[] Lines) Book(Journey journey)
    {
        List<Booking> book = [];
        var lines = journey.Lines.Select((_, i) => new Part(i + 1, 0, 0, 0, 0)).ToArray();
        decimal shipping = 0, shippingTax = 0, rest = 0;
        foreach (var one in journey.Happened)
        {
            switch (one.Kind)
            {
                case "placed" or "added":
                    foreach (var part in one.Parts)
                    {
                        book.Add(new Booking(one.At, Product(part), part.Quantity, part.Gross, part.Discount, Tax: part.Tax));
                        Change(part, 1);
                    }
                    book.Add(new Booking(one.At, 0, Gross: one.Fee, Shipping: one.Shipping, Tax: one.Tax));
                    (shipping, shippingTax, rest) = (shipping + one.Shipping, shippingTax + one.Tax, rest + one.Fee);
                    break;
                case "taken":
                    TakeBack(one.At, one.Parts);
                    break;
                case "refunded":
                    TakeBack(one.At, one.Parts);
                    var beyond = one.Amount - one.Parts.Sum(part => part.Total);
                    // Of a refund that names lines, a cent more or less than theirs is a matter of rounding.
                    if (beyond == 0 || (one.Parts.Count > 0 && Math.Abs(beyond) <= 0.01m))
                        break;
                    if (LeftNow() > 0 && Math.Abs(beyond - LeftNow()) <= 0.01m)
                        TakeAllBack(one.At);
                    else
                    {
                        book.Add(new Booking(one.At, 0, Returns: beyond));
                        rest -= beyond;
                    }
                    break;
                default:
                    TakeAllBack(one.At);
                    break;
            }
        }
        return (book, lines);

        long Product(Part part) => journey.Lines[part.Line - 1].Product;

        decimal LeftNow() => lines.Sum(line => line.Total) + shipping + shippingTax + rest;

        void Change(Part part, int sign) => lines[part.Line - 1] = new Part(
            part.Line, lines[part.Line - 1].Quantity + sign * part.Quantity, lines[part.Line - 1].Gross + sign * part.Gross,
            lines[part.Line - 1].Discount + sign * part.Discount, lines[part.Line - 1].Tax + sign * part.Tax);

        void TakeBack(DateTime at, IEnumerable<Part> parts)
        {
            foreach (var part in parts)
            {
                book.Add(new Booking(at, Product(part), Returns: part.Net, ReturnedUnits: part.Quantity, Tax: -part.Tax));
                Change(part, -1);
            }
        }

        void TakeAllBack(DateTime at)
        {
            TakeBack(at, lines.Where(line => line is not { Quantity: 0, Gross: 0, Discount: 0, Tax: 0 }).ToList());
            book.Add(new Booking(at, 0, Returns: rest, Shipping: -shipping, Tax: -shippingTax));
            (shipping, shippingTax, rest) = (0, 0, 0);
        }
    }
}
