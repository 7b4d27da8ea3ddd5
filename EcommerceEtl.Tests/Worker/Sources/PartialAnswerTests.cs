using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>Four elements come; whatever says that there are more refuses them.</summary>
public sealed class PartialAnswerTests
{
    private const string Four = """[{"id":1},{"id":2},{"id":3},{"id":4}]""";

    [TestCase("""<https://shop.test/carts?page=2>; rel="next" """)]
    [TestCase("<https://shop.test/carts?page=2>; rel=next")]
    [TestCase("<https://shop.test/carts?page=2>;rel='next'")]
    [TestCase("""<https://shop.test/carts?page=2>; REL = "Next" """)]
    [TestCase("""<https://shop.test/carts?page=2>; title="page two; of three, that is"; type="application/json"; rel="next" """)]
    [TestCase("""<https://shop.test/carts?page=9>; rel="last", <https://shop.test/carts?page=2>; rel="next" """)]
    [TestCase("""<https://shop.test/carts?ids=1,2;3>; rel="alternate last next" """)]
    [TestCase("""<https://shop.test/carts?page=9>; rel="last"|<https://shop.test/carts?page=2>; rel="next" """)]
    [TestCase("""</carts?page=2>;results="true";rel="next";cursor="0:100:0" """)]
    [Fault("incomplete answer")]
    public Task A_link_to_a_next_page_shows_a_part(string values) => RefusedAsync(With("Link", values), "a Link header with rel=\"next\"");

    [TestCase("""<https://shop.test/carts?page=1>; rel="first", <https://shop.test/carts?page=1>; rel="last" """)]
    [TestCase("""<https://shop.test/carts?x=;rel=next>; rel="self" """)]
    [TestCase("""<https://shop.test/carts>; title="a \"title\"; rel=next"; rel="self" """)]
    [TestCase("<https://api.w.org/next>; rel=\"https://api.w.org/\"")]
    [TestCase("""<https://shop.test/carts>; rel="nextcloud" """)]
    [TestCase("next")]
    [TestCase("")]
    public Task Other_links_do_not(string values) => TakenAsync(With("Link", values));

    [TestCase("X-WP-Total", "7")]
    [TestCase("X-Total-Count", "7")]
    [TestCase("x-total-count", " 7 ")]
    [TestCase("X-Total", "7")]
    [TestCase("Total", "7")]
    [TestCase("Total-Count", "7")]
    [TestCase("X-Total-Results", "7")]
    [TestCase("X_Total_Count", "7")]
    [TestCase("X-Pagination-Total-Count", "7")]
    [TestCase("X-Pagination-Total", "7")]
    [TestCase("X-Total-Count", "2|7")]
    [Fault("incomplete answer")]
    public Task A_total_above_the_elements_shows_a_part(string name, string values) =>
        RefusedAsync(With(name, values), $"{name}: {values.Split('|')[^1].Trim()}, where 4 elements came");

    [Test]
    [Fault("incomplete answer")]
    public Task A_total_that_is_no_count_is_not_repeated() =>
        RefusedAsync(With("X-Total-Count", "99999999999999999999"), "X-Total-Count: (a number of 20 digits), where 4 elements came");

    [TestCase("X-WP-TotalPages", "2")]
    [TestCase("X-Total-Pages", "2")]
    [TestCase("X-Pagination-Page-Count", "2")]
    [TestCase("X-Pagination-Total-Pages", "2")]
    public Task More_than_one_page_shows_a_part(string name, string value) =>
        RefusedAsync(With(name, value), $"{name}: {value}, where one page came");

    [TestCase("X-Next-Page", "2", "X-Next-Page, which names a next page")]
    [TestCase("X-MS-ContinuationToken", "s3cret", "X-MS-ContinuationToken, which names a next page")]
    [TestCase("X-Pagination-Next-Cursor", "s3cret", "X-Pagination-Next-Cursor, which names a next page")]
    [TestCase("X-Has-More", "true", "X-Has-More, which says that there is more")]
    [TestCase("X-HasMore", "True", "X-HasMore, which says that there is more")]
    [TestCase("X-Pagination", """{"TotalCount":7,"PageSize":4,"CurrentPage":1}""", "X-Pagination with TotalCount: 7, where 4 elements "
        + "came")]
    [TestCase("X-Pagination", """{"total_pages":2}""", "X-Pagination with total_pages: 2, where one page came")]
    [TestCase("X-Pagination", """{"hasNext":true}""", "X-Pagination with hasNext, which says that there is more")]
    [TestCase("Pagination", """{"total":"7"}""", "Pagination with total: 7, where 4 elements came")]
    public Task Other_words_for_more_show_a_part(string name, string value, string sign) => RefusedAsync(With(name, value), sign);

    [TestCase("items 0-3/7", "Content-Range: items 0-3/7, where 4 elements came")]
    [TestCase("0-3/7", "Content-Range: 0-3/7")]
    [TestCase("carts=0-3/7", "Content-Range: carts=0-3/7")]
    [TestCase("secret=0-3/7", "Content-Range: 0-3/7")]
    [TestCase("items 4-7/*", "Content-Range: items 4-7/*")]
    [TestCase("*/7", "Content-Range: */7")]
    [TestCase("bytes 0-36/99", "Content-Range: bytes 0-36/99")]
    [TestCase("items 0-3/15702367033", "Content-Range: items 0-3/(a number of 11 digits)")]
    public Task A_range_that_is_not_all_shows_a_part(string value, string sign) => RefusedAsync(With("Content-Range", value), sign);

    [TestCase("X-Total-Count", "4")]
    [TestCase("X-Total-Count", "3")]
    [TestCase("X-WP-Total", "0")]
    [TestCase("X-WP-TotalPages", "1")]
    [TestCase("X-Total-Pages", "0")]
    [TestCase("X-Total-Count", "-1")]
    [TestCase("X-Total-Count", "many")]
    [TestCase("X-Total-Count", "")]
    [TestCase("X-Total-Time", "99")]
    [TestCase("X-Next-Page", "")]
    [TestCase("X-Next-Page", "null")]
    [TestCase("X-Has-More", "false")]
    [TestCase("X-Pagination", """{"TotalCount":4,"TotalPages":1,"HasNext":false,"NextPage":null}""")]
    [TestCase("X-Pagination", "[7]")]
    [TestCase("X-Pagination", "{7")]
    [TestCase("Content-Range", "items 0-3/4")]
    [TestCase("Content-Range", "0-3/*")]
    [TestCase("Content-Range", "*/4")]
    [TestCase("Content-Range", "bytes 0-36/37")]
    [TestCase("Content-Range", "john@gmail.com")]
    public Task A_total_that_came_whole_or_cannot_be_read_is_fine(string name, string value) => TakenAsync(With(name, value));

    [TestCase(206, "items 0-3/7", "206 and Content-Range: items 0-3/7")]
    [TestCase(206, "bytes 0-36/37", "206 and Content-Range: bytes 0-36/37")]
    [TestCase(206, "john@gmail.com", "206, with")]
    [TestCase(206, "", "206, with")]
    [TestCase(201, "", "201, with a JSON array (first token [)")]
    [TestCase(202, "", "202, with")]
    [TestCase(203, "", "203, with")]
    [TestCase(204, "", "204, with an empty body")]
    [TestCase(207, "", "207, with")]
    [TestCase(226, "", "226, with")]
    [Fault("incomplete answer")]
    public Task Only_200_is_taken_for_the_whole(int status, string range, string sign) => RefusedAsync(
        async context =>
        {
            context.Response.StatusCode = status;
            if (range.Length > 0)
                context.Response.Headers.ContentRange = range;
            if (status != 204)
                await context.Response.WriteAsync(Four);
        },
        sign);

    private static RequestDelegate With(string name, string values) => context =>
    {
        context.Response.Headers[name] = values.Split('|').Select(value => value.Trim(' ')).ToArray();
        return context.Response.WriteAsync(Four);
    };

    private static async Task RefusedAsync(RequestDelegate answer, string sign)
    {
        await using var extraction = (await ScriptedShop.OnAsync("/carts", answer)).Extract();

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.UnexpectedPayload, transient: false);
        Assert.That(error.Message, Does.Contain(sign).And.Contain("Nothing was changed").And.Contain("'fakestore'").And.Contain("carts"));
        Assert.That(error.Message, Does.Not.Contain("s3cret").And.Not.Contain("john@gmail.com"));
        Assert.That(extraction.Shop.Requests, Has.Count.EqualTo(1));
    }

    private static async Task TakenAsync(RequestDelegate answer)
    {
        await using var extraction = (await ScriptedShop.OnAsync("/carts", answer)).Extract();

        Assert.That((await extraction.RunAsync(Entity.Carts)).Entities[0].Elements, Is.EqualTo(4));
    }
}
