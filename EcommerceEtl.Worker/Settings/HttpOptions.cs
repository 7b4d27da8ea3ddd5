namespace EcommerceEtl.Worker.Settings;

/// <summary>How shops are asked (<c>Http</c>).</summary>
public sealed record HttpOptions
{
    /// <summary>Longest time for one attempt, from sending the request to the last byte of its answer. Default 30 s.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for the whole extract of a run, all attempts and waits together. Default 10 min.</summary>
    public TimeSpan RunDeadline { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Attempts after the first one. Default 4.</summary>
    public int Retries { get; set; } = 4;

    /// <summary>Median wait before the first retry; later ones wait longer, with jitter. Default 1 s.</summary>
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most bytes of one answer, counted after decompression. Default 1 GiB.</summary>
    public long MaxBodyBytes { get; set; } = 1L << 30;

    /// <summary>Most requests a second to one store, retries included. Default 10.</summary>
    public int RequestsPerSecond { get; set; } = 10;
}
