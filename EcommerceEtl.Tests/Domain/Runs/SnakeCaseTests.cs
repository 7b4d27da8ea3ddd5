using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Domain.Runs;

/// <summary>The names that tables, labels and deployments rely on, letter by letter.</summary>
public sealed class SnakeCaseTests
{
    [Test]
    public void Error_codes_are_named_as_published() => Named<ErrorCode>(
        "source_unreachable", "source_refused", "source_error", "unexpected_payload", "body_too_large", "deadline_exceeded",
        "suspicious_snapshot", "too_many_rejects", "id_collision", "reconciliation_mismatch", "landing_unavailable", "landing_damaged",
        "database_unreachable", "database_refused", "database_full", "session_lost", "pooled_session", "lock_timeout", "schema_newer",
        "schema_older", "store_changed", "cancelled", "unexpected");

    [Test]
    public void Rejection_reasons_are_named_as_published() => Named<RejectionReason>(
        "missing_field", "wrong_type", "out_of_range", "bad_date", "future_date", "bad_text", "too_long", "duplicate_key");

    [Test]
    public void Triggers_are_named_as_published() => Named<RunTrigger>("schedule", "startup", "manual", "replay", "backfill", "fill");

    [Test]
    public void Outcomes_are_named_as_published() =>
        Named<RunOutcome>("running", "succeeded", "failed", "cancelled", "skipped", "abandoned");

    [Test]
    public void Entities_are_named_as_published() => Named<Entity>("products", "customers", "carts");

    [Test]
    public void Origins_are_named_as_published() => Named<StepOrigin>("observed", "derived", "simulated", "none");

    [Test]
    public void What_became_of_orders_is_named_as_published() => Named<OrderState>("pending", "placed", "cancelled", "void");

    [Test]
    public void Rows_of_orders_are_named_as_published()
    {
        Named<SaleAction>("sale", "return");
        Named<SaleCause>("order", "edit", "refund", "cancellation");
        Named<SaleItem>("product", "fee", "shipping", "gift_card", "tip", "duty", "adjustment");
    }

    [Test]
    public void Another_name_is_refused_and_the_known_ones_are_told()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                () => SnakeCase.Parse<Entity>("users"),
                Throws.TypeOf<FormatException>()
                    .With.Message.EqualTo("'users' is no Entity: one of products, customers, carts was expected."));
            Assert.That(() => SnakeCase.Parse<Entity>("Products"), Throws.TypeOf<FormatException>());
        });
    }

    [Test]
    [SetCulture("tr-TR")]
    public void A_Turkish_machine_writes_the_same_names()
    {
        // Where i has a dotted capital, "IdCollision" in the machine's own culture would not be "id_collision".
        Assert.That(SnakeCase.Of(ErrorCode.IdCollision), Is.EqualTo("id_collision"));
    }

    private static void Named<T>(params string[] names)
        where T : struct, Enum
    {
        Assert.Multiple(() =>
        {
            Assert.That(Enum.GetValues<T>().Select(SnakeCase.Of), Is.EqualTo(names));
            Assert.That(names.Select(SnakeCase.Parse<T>), Is.EqualTo(Enum.GetValues<T>()));
        });
    }
}
