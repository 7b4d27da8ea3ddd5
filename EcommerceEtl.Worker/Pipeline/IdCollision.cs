namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Two text ids of a store with the same warehouse key. It ends the run: among ten million ids the odds are one in 100,000, so
/// nothing is done about it beyond noticing.</summary>
internal static class IdCollision
{
    /// <summary>Looks whether a key that is known for one text is met with another.</summary>
    /// <param name="known">The text that the key is known for; null where ids are numbers.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.IdCollision"/>: they differ.</exception>
    public static void Check(string store, Entity entity, long key, string? known, string? met)
    {
        if (known == met)
            return;
        throw new EtlException(
            ErrorCode.IdCollision,
            $"Store '{store}': the {SnakeCase.Of(entity)} with the ids '{new ElementId(key, known)}' and '{new ElementId(key, met)}' have "
            + $"the same key in the warehouse ({key}) and cannot be told apart. Nothing was changed. Give one of them another id at the "
            + "shop.");
    }
}
