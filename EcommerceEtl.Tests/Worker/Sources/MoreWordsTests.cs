using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>Headers of an answer with four carts. Shops name their totals and pages as they like; what counts something else is no
/// sign.</summary>
public sealed class MoreWordsTests
{
    private const int Came = 4;

    [TestCase("Total", "X-Total", "Total-Count", "X-Total-Count", "x-totalcount", "X-WP-Total", "X_Total_Count", "OData-Count", "X-Count")]
    [TestCase("X-Items-Count", "X-Count-Items", "X-Item-Count", "X-Result-Total", "X-Results-Total", "X-Records-Total", "X-Total-Entries")]
    [TestCase("X-Resource-Count", "Resource-Total", "X-Entry-Count", "X-Object-Count", "X-Full-Count", "X-List-Total")]
    [TestCase("X-Number-Of-Items", "X-Num-Results", "X-NumberOfElements", "X-Nb-Results", "X-Total-Hits", "X-All-Count")]
    [TestCase("X-Pager-Total", "X-Paging-TotalRecordCount", "x-paging-totalrecordcount", "X-Paginate-Total", "opc-total-items")]
    [TestCase("X-Total-Carts", "X-Carts-Total", "X-Carts-Count", "Total-Orders", "X-Page-Total")]
    [Fault("incomplete answer")]
    public void A_total_above_the_elements_is_a_sign(params string[] names) => Assert.Multiple(() =>
    {
        foreach (var name in names)
            Assert.That(Sign(name, "7"), Is.EqualTo($"{name}: 7, where 4 elements came"));
        foreach (var name in names)
            Assert.That(Sign(name, "4"), Is.Null, name);
    });

    [TestCase("\"7\"", "7")]
    [TestCase("+7", "7")]
    [TestCase("007", "007")]
    [TestCase("7.0", "7")]
    [TestCase("7 items", "7")]
    [TestCase("7, 7", "7")]
    [TestCase("4, 7", "7")]
    [TestCase("4/7", "7")]
    [TestCase("4 of 7", "7")]
    [TestCase("1,234", "1234")]
    [TestCase("1'234", "1234")]
    [Fault("incomplete answer")]
    public void A_total_is_read_however_it_is_written(string value, string read) =>
        Assert.That(Sign("X-Total-Count", value), Is.EqualTo($"X-Total-Count: {read}, where 4 elements came"));

    [TestCase("X-Total-Pages", "X-WP-TotalPages", "x-wp-totalpages", "X-Pages", "X-Page-Count", "X-Last-Page", "X-Max-Page", "X-Page-Max")]
    [TestCase("X-Num-Pages", "X-Number-Of-Pages", "X-Pages-Count", "X-Pages-Total", "X-Pagination-Page-Count", "X-Paging-PageCount")]
    [Fault("incomplete answer")]
    public void More_than_one_page_is_a_sign(params string[] names) => Assert.Multiple(() =>
    {
        foreach (var name in names)
        {
            Assert.That(Sign(name, "2"), Is.EqualTo($"{name}: 2, where one page came"));
            Assert.That((Sign(name, "1"), Sign(name, "0")), Is.EqualTo(((string?)null, (string?)null)), name);
        }
    });

    [TestCase("X-Next", "Next", "X-Next-Page", "X-NextPage", "X-Next-Page-Url", "X-Next-Page-Link", "X-Next-Cursor")]
    [TestCase("X-Next-Offset", "X-Next-Start", "Next-Range", "X-Cursor-Next", "X-Page-Next", "opc-next-page", "X-Pagination-Next")]
    [TestCase("x-ms-continuation", "X-Continuation-Token", "x-ms-continuation-NextPartitionKey", "x-ms-continuationtoken")]
    [Fault("incomplete answer")]
    public void A_place_where_it_goes_on_is_a_sign(params string[] names) => Assert.Multiple(() =>
    {
        foreach (var name in names)
        {
            Assert.That(Sign(name, "s3cret"), Is.EqualTo($"{name}, which names a next page"));
            Assert.That((Sign(name, "null"), Sign(name, "")), Is.EqualTo(((string?)null, (string?)null)), name);
        }
    });

    [TestCase("X-Has-More", "X-HasMore", "X-Has-Next", "X-Has-Next-Page", "X-More", "X-More-Results", "X-Has-More-Items")]
    [TestCase("X-Truncated", "X-Is-Truncated", "X-Partial", "X-Incomplete-Results", "X-Results-Incomplete")]
    [Fault("incomplete answer")]
    public void A_word_for_more_is_a_sign(params string[] names) => Assert.Multiple(() =>
    {
        string[] yes = ["true", "1", "Yes", "\"true\"", "on"];
        foreach (var name in names)
            Assert.That(yes.Select(value => Sign(name, value)), Is.All.EqualTo($"{name}, which says that there is more"));
        foreach (var name in names)
            Assert.That((Sign(name, "false"), Sign(name, "0")), Is.EqualTo(((string?)null, (string?)null)), name);
    });

    [TestCase("X-Is-Last-Page", "X-Last-Page", "X-Last", "X-Complete", "X-Is-Complete", "X-Final-Page")]
    [Fault("incomplete answer")]
    public void What_is_not_the_end_is_a_sign(params string[] names) => Assert.Multiple(() =>
    {
        foreach (var name in names)
            Assert.That((Sign(name, "false"), Sign(name, "true")), Is.EqualTo(($"{name}, which says that there is more", (string?)null)));
    });

    [TestCase("X-Pagination", """{"meta":{"total":7}}""", "X-Pagination with total: 7, where 4 elements came")]
    [TestCase("X-Pagination", """[{"total":7}]""", "X-Pagination with total: 7, where 4 elements came")]
    [TestCase("X-Pagination", """{"total-count":"7"}""", "X-Pagination with total-count: 7, where 4 elements came")]
    [TestCase("X-Pagination", """{"total_entries":7}""", "X-Pagination with total_entries: 7, where 4 elements came")]
    [TestCase("X-Pagination", """{"next":{"page":2}}""", "X-Pagination with next, which names a next page")]
    [TestCase("X-Pagination", """{"nextPageLink":"s3cret"}""", "X-Pagination with nextPageLink, which names a next page")]
    [TestCase("X-Pagination", """{"page":1,"pages":2}""", "X-Pagination with pages: 2, where one page came")]
    [TestCase("X-Pagination", """{"is_last_page":false}""", "X-Pagination with is_last_page, which says that there is more")]
    [TestCase("Paging-Headers", """{"totalCount":7,"nextPage":"No"}""", "Paging-Headers with totalCount: 7, where 4 elements came")]
    [TestCase("X-Page-Info", """{"hasNextPage":true}""", "X-Page-Info with hasNextPage, which says that there is more")]
    [TestCase("X-Meta", """{"totalItems":7}""", "X-Meta with totalItems: 7, where 4 elements came")]
    [TestCase("X-Pagination", "page=1; total=7", "X-Pagination with total: 7, where 4 elements came")]
    [TestCase("X-Pagination", "page: 1, total: 7", "X-Pagination with total: 7, where 4 elements came")]
    [TestCase("X-Pagination", "{'total':7}", "X-Pagination with total: 7, where 4 elements came")]
    [TestCase("Link", """{"next":"s3cret"}""", "Link with next, which names a next page")]
    [TestCase("Link", "next: s3cret", "Link with next, which names a next page")]
    [TestCase("Link", "</carts?page=2>; rel=\"next", "a Link header with rel=\"next\", so there is a next page")]
    [TestCase("Link", "</carts?page=2>; rel=\"\\\"next\\\"\"", "a Link header with rel=\"next\", so there is a next page")]
    [TestCase("Link", "</carts?page=2>; rel*=UTF-8''next", "a Link header with rel=\"next\", so there is a next page")]
    [TestCase("Link", "</carts?page=2>; rel=\"http://www.iana.org/assignments/relation/next\"", "a Link header with rel=\"next\", so there "
        + "is a next page")]
    [TestCase("X-Link", "</carts?page=2>; rel=next", "a Link header with rel=\"next\", so there is a next page")]
    [TestCase("Link", "</carts?page=1>; rel=\"first prev\"", "a Link header with rel=\"prev\", so there is a page before")]
    [TestCase("Link", "</carts?page=1>; rel=previous", "a Link header with rel=\"previous\", so there is a page before")]
    [TestCase("Content-Range", "items 0 - 3 / 7", "Content-Range: items 0-3/7, where 4 elements came")]
    [TestCase("Content-Range", "items 0-3/7;foo", "Content-Range: items 0-3/7, where 4 elements came")]
    [TestCase("Content-Range", "items 0-3 of 7", "Content-Range: items 0-3/7, where 4 elements came")]
    [TestCase("Content-Range", "items 0-3/4, items 0-3/7", "Content-Range: items 0-3/7, where 4 elements came")]
    [TestCase("Content-Range", "v2.carts 0-3/7", "Content-Range: 0-3/7, where 4 elements came")]
    [TestCase("X-Content-Range", "0-3/7", "Content-Range: 0-3/7, where 4 elements came")]
    [Fault("incomplete answer")]
    public void A_sign_in_a_value_is_found(string name, string value, string sign) => Assert.That(Sign(name, value), Is.EqualTo(sign));

    [Test]
    [Fault("incomplete answer")]
    public void A_header_behind_the_body_counts_too()
    {
        using var response = new HttpResponseMessage();
        response.TrailingHeaders.TryAddWithoutValidation("X-Total-Count", "7");

        Assert.That(PartialAnswer.SignOf(response, Entity.Carts, Came), Is.EqualTo("X-Total-Count: 7, where 4 elements came"));
    }

    /// <summary>A shop could never be loaded if such a header were taken for a sign.</summary>
    [TestCase("X-Cache-Count", "99")]
    [TestCase("X-Cache-Hits", "99")]
    [TestCase("X-RateLimit-Total", "99")]
    [TestCase("X-Rate-Limit-Count", "99")]
    [TestCase("X-Query-Count", "99")]
    [TestCase("X-Request-Count", "99")]
    [TestCase("X-Cart-Count", "99")]
    [TestCase("X-Cart-Items-Count", "99")]
    [TestCase("X-Products-Total", "99")]
    [TestCase("X-Total-Amount", "99")]
    [TestCase("X-Total-Size", "99")]
    [TestCase("X-Total-Time", "99")]
    [TestCase("X-Total", "159.90")]
    [TestCase("X-Total", "160.00")]
    [TestCase("X-Total", "160 USD")]
    [TestCase("X-Page", "9")]
    [TestCase("X-Page-Number", "9")]
    [TestCase("X-Page-Size", "99")]
    [TestCase("Page-Items", "99")]
    [TestCase("X-Per-Page", "99")]
    [TestCase("X-Count-Per-Page", "99")]
    [TestCase("X-Limit", "99")]
    [TestCase("X-Powered-By", "Next.js")]
    [TestCase("X-Nextjs-Cache", "HIT")]
    [TestCase("Server-Timing", "total;dur=99")]
    [TestCase("Set-Cookie", "total=99; next=1")]
    [TestCase("Cache-Control", "max-age=99, public")]
    [TestCase("Accept-Ranges", "items")]
    [TestCase("Last-Modified", "Sat, 28 Nov 2026 08:00:00 GMT")]
    [TestCase("X-Pagination", """{"page":1,"per_page":20,"total":4,"next":null,"prev":{},"links":[]}""")]
    [TestCase("Link", "</app.css>; rel=preload; as=style, </carts>; rel=self; next=1")]
    public void What_says_something_else_is_no_sign(string name, string value) => Assert.That(Sign(name, value), Is.Null);

    private static string? Sign(string name, string value)
    {
        using var response = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        if (!response.Headers.TryAddWithoutValidation(name, value))
            response.Content.Headers.TryAddWithoutValidation(name, value);
        return PartialAnswer.SignOf(response, Entity.Carts, Came);
    }
}
