using System.Runtime.InteropServices;

namespace EcommerceEtl.Worker.Commands;

/// <summary>Turns the first SIGINT or SIGTERM into a cancellation and remembers which it was, for the exit code. Whatever has not ended
/// cleanly some seconds later is ended with the process; a second signal does so at once.</summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>Operators and container platforms kill a process after 10 s; the last second is for ending it on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TimeProvider _clock;
    private int _exitCode;

    public StopSignal(TimeProvider clock)
    {
        _clock = clock;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Handle(signal, ExitCode.Terminated)),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Handle(signal, ExitCode.Interrupted)),
        ];
    }

    public CancellationToken Token => _stop.Token;

    /// <summary>What the process is to end with, or null while no signal came.</summary>
    public int? Code => _exitCode == 0 ? null : _exitCode;

    /// <summary>True for a command that a signal is the right way to end: even when it has to be cut short it ends with 0.</summary>
    public bool EndsWell { get; set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext signal, int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0)
            return; // The signal's default ends the process.
        signal.Cancel = true;
        _ = EndAsync(exitCode);
        _stop.Cancel();
    }

    private async Task EndAsync(int exitCode)
    {
        await Task.Delay(Patience, _clock, CancellationToken.None);
        Environment.Exit(EndsWell ? ExitCode.Done : exitCode);
    }
}
