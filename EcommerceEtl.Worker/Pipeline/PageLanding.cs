using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Where sources and landing zone meet: lands the pages in which a shop answers.</summary>
internal static class PageLanding
{
    /// <summary>Lands all pages of one entity.</summary>
    /// <param name="ask">What it is asked; whether an earlier answer still holds is added here.</param>
    /// <exception cref="EtlException">The shop gave no usable answer, or the landing zone could not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task LandAsync(IShopSource source, Ask ask, SnapshotWriter snapshot, CancellationToken cancellationToken)
    {
        var writer = snapshot.Open(ask.Entity, source.FieldsOf(ask.Entity));
        if (writer.Previous is { ETag: { } etag } previous)
            ask = ask with { Earlier = new EarlierAnswer(etag, previous.Elements + previous.LeftOut) };
        List<PageAnswer> answers = [];
        await foreach (var page in source.ReadAsync(ask).WithCancellation(cancellationToken))
        {
            if (page.StartsOver)
            {
                writer.StartOver();
                answers.Clear();
            }
            var answer = await page.ReadAsync(writer, cancellationToken);
            if (answer.IsUnchanged)
            {
                writer.KeepPrevious();
                return;
            }
            writer.EndPage();
            answers.Add(answer);
        }
        Coverage coverage = ask is { Entity: Entity.Carts, Window: { } window }
            ? new Coverage.Window(window.Begin, window.End) : new Coverage.Complete();
        // The tag of one page among many says nothing of the others.
        var only = answers is [var single] ? single : null;
        await writer.CompleteAsync(coverage, answers.Sum(answer => answer.Bytes), only?.ETag, only?.LastModified, cancellationToken);
    }
}
