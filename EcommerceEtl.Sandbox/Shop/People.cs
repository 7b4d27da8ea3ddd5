namespace EcommerceEtl.Sandbox.Shop;

/// <summary>A customer's record with personal data that is plainly invented (example.com, 555 numbers): an extractor must be seen to leave
/// it behind.</summary>
internal sealed record Person(
    int Id, string FirstName, string LastName, string Email, string UserName, string Password, string Phone,
    City City, string Street, int Number, string ZipCode);

/// <summary>A place with its weight among the customers.</summary>
internal sealed record City(string Name, string Latitude, string Longitude, int Weight);

/// <summary>Invents customers from their number.</summary>
internal static class People
{
    private static readonly string[] FirstNames =
        ["ada", "björn", "chiara", "dmitri", "elif", "farid", "grace", "hana", "ingrid", "joão", "kofi", "lena", "mateo", "nora", "oskar",
            "priya", "quinn", "rosa", "sven", "tomoko", "uma", "victor", "wanjiru", "yusuf", "zofia"];

    private static readonly string[] LastNames =
        ["testerson", "sample", "placeholder", "fixture", "mockman", "dummy", "invented", "example", "nobody", "fictive", "madeup",
            "specimen", "standin", "paperdoll", "pretend"];

    private static readonly string[] Streets =
        ["Imaginary Lane", "Example Street", "Test Avenue", "Nowhere Road", "Sample Square", "Fixture Row"];

    public static IReadOnlyList<City> Cities { get; } =
    [
        new("London", "51.5072", "-0.1276", 26), new("New York", "40.7128", "-74.0060", 24), new("Berlin", "52.5200", "13.4050", 20),
        new("Paris", "48.8566", "2.3522", 18), new("São Paulo", "-23.5558", "-46.6396", 15), new("Chicago", "41.8781", "-87.6298", 13),
        new("Madrid", "40.4168", "-3.7038", 12), new("Toronto", "43.6532", "-79.3832", 11), new("München", "48.1351", "11.5820", 10),
        new("Warszawa", "52.2297", "21.0122", 9), new("Amsterdam", "52.3676", "4.9041", 9), new("Milano", "45.4642", "9.1900", 8),
        new("Sydney", "-33.8688", "151.2093", 8), new("Seattle", "47.6062", "-122.3321", 7), new("Manchester", "53.4808", "-2.2426", 7),
        new("Lyon", "45.7640", "4.8357", 6), new("Barcelona", "41.3874", "2.1686", 6), new("Wien", "48.2082", "16.3738", 5),
        new("Kraków", "50.0647", "19.9450", 5), new("Dublin", "53.3498", "-6.2603", 4), new("Montréal", "45.5019", "-73.5674", 4),
        new("Porto", "41.1579", "-8.6291", 3), new("København", "55.6761", "12.5683", 3), new("Tokyo", "35.6762", "139.6503", 2),
        new("Kilcoole", "53.1026", "-6.0637", 1),
    ];

    private static readonly int TotalWeight = Cities.Sum(c => c.Weight);

    public static Person Invent(long seed, int id)
    {
        var first = Pick(FirstNames, seed, id, 1);
        var last = Pick(LastNames, seed, id, 2);
        return new Person(
            id, first, last, $"{first}.{last}.{id}@example.com", $"{first}_{id}", $"not-a-secret-{id}",
            $"1-555-01{id % 100:00}-{Draw.Below(10_000, seed, DrawTopic.Person, id, 3):0000}",
            Home(seed, id), Pick(Streets, seed, id, 4), 1 + Draw.Below(9_999, seed, DrawTopic.Person, id, 5),
            $"{Draw.Below(100_000, seed, DrawTopic.Person, id, 6):00000}");
    }

    private static City Home(long seed, int id)
    {
        var at = Draw.Below(TotalWeight, seed, DrawTopic.Person, id, 7);
        foreach (var city in Cities)
        {
            if ((at -= city.Weight) < 0)
                return city;
        }

        return Cities[^1];
    }

    private static string Pick(string[] from, long seed, int id, int field) =>
        from[Draw.Below(from.Length, seed, DrawTopic.Person, id, field)];
}
