using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Tests.Pooling;

namespace EcommerceEtl.Tests.Data;

/// <summary>Somebody answers in the database's place and asks for the password, or lets everybody in: not by a way that could be read or
/// answered by others.</summary>
public sealed class TransportTests
{
    /// <summary>How a server lets a user in, by the protocol's number.</summary>
    public enum Login
    {
        Nothing = 0,
        Password = 3,
        Md5 = 5,
        Scram = 10,
    }

    private const string Password = "correct-horse-battery";

    private static readonly IPAddress? _other = NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));

    [TestCase(Login.Password, "", false)]
    [TestCase(Login.Md5, "", false)]
    [TestCase(Login.Nothing, "", false)]
    [TestCase(Login.Password, "SSL Mode=Disable", false)]
    [TestCase(Login.Md5, "SSL Mode=Prefer", false)]
    [TestCase(Login.Password, "", true)]
    [TestCase(Login.Md5, "SSL Mode=Prefer", true)]
    [TestCase(Login.Password, "Require Auth=ScramSHA256", false)]
    [TestCase(Login.Password, "Require Auth=ScramSHA256", true)]
    public async Task Another_machine_gets_no_password_unless_by_scram(Login asks, string settings, bool tls)
    {
        using var impostor = new Impostor(OtherAddress(), asks, tls);

        var failure = await Assert.ThrowsAsync<EtlException>(() => OpenAsync(impostor, settings));

        Assert.That(failure!.Code, Is.EqualTo(ErrorCode.DatabaseRefused));
        Assert.That(failure.Message, Does.Contain("Require Auth").And.Contain("SSL Mode=VerifyFull")
            .And.Contain(impostor.Address.ToString()).And.Not.Contain(Password));
        Assert.That(await impostor.AnswerAsync(), Is.Null);
    }

    /// <summary>Compose and systemd set variables to nothing where nothing is meant. The driver takes that for any form.</summary>
    [Test]
    public async Task A_setting_of_the_environment_that_is_empty_allows_nothing([Values("", "Require Auth=")] string settings)
    {
        using var impostor = new Impostor(OtherAddress(), Login.Password, tls: false);
        Environment.SetEnvironmentVariable("PGREQUIREAUTH", "");

        await Assert.ThrowsAsync<EtlException>(() => OpenAsync(impostor, settings));

        Assert.That(await impostor.AnswerAsync(), Is.Null);
    }

    [Test]
    public async Task A_driver_that_then_asks_for_encryption_has_not_sent_it_either()
    {
        using var impostor = new Impostor(OtherAddress(), Login.Password, tls: false);

        var failure = await Assert.ThrowsAsync<EtlException>(() => OpenAsync(impostor, "SSL Mode=Allow"));

        Assert.That(failure!.Code, Is.EqualTo(ErrorCode.DatabaseRefused));
        Assert.That(await impostor.AnswerAsync(), Is.Null);
    }

    [TestCase(Login.Scram, "", false)]
    [TestCase(Login.Scram, "SSL Mode=Prefer", true)]
    [TestCase(Login.Md5, "SSL Mode=Require", true)]
    [TestCase(Login.Password, "Require Auth=Password", false)]
    [TestCase(Login.Md5, "Require Auth=ScramSHA256,MD5", false)]
    public async Task Scram_goes_by_any_way_and_the_rest_by_one_that_the_connection_string_allows(Login asks, string settings, bool tls)
    {
        using var impostor = new Impostor(OtherAddress(), asks, tls);

        await Assert.ThrowsAsync<EtlException>(() => OpenAsync(impostor, settings));

        var answer = await impostor.AnswerAsync();
        Assert.That(answer, Is.Not.Null);
        Assert.That(answer!.Contains(Password, StringComparison.Ordinal), Is.EqualTo(asks == Login.Password));
    }

    [Test]
    public async Task This_machine_may_ask_in_any_form()
    {
        using var impostor = new Impostor(IPAddress.Loopback, Login.Password, tls: false);

        await Assert.ThrowsAsync<EtlException>(() => OpenAsync(impostor, ""));

        Assert.That(await impostor.AnswerAsync(), Does.Contain(Password));
    }

    [TestCase("Host=localhost")]
    [TestCase("Host=LOCALHOST:5433")]
    [TestCase("Host=127.0.0.1")]
    [TestCase("Host=127.1.2.3:5432")]
    [TestCase("Host=::1")]
    [TestCase("Host=[::1]:5432")]
    [TestCase("Host=/var/run/postgresql")]
    [TestCase("Host=@abstract")]
    [TestCase("Host=localhost,/var/run/postgresql")]
    [TestCase("Host=db.example;SSL Mode=VerifyFull")]
    public void Nothing_is_said_of_this_machine_and_of_a_server_that_shows_its_name(string connection) =>
        Assert.That(DatabaseTransport.Warning(connection), Is.Null);

    [TestCase("Host=db.example", "left to the server")]
    [TestCase("Host=db.example:6432;SSL Mode=Allow", "left to the server")]
    [TestCase("Host=10.0.0.5;SSL Mode=Disable", "reads what is sent")]
    [TestCase("Host=2001:db8::5;SSL Mode=Require", "any server could answer")]
    [TestCase("Host=localhost,db.example;SSL Mode=VerifyCA", "same authority")]
    [TestCase("Host=localhost.example.com", "left to the server")]
    public void Whatever_is_less_than_a_server_that_shows_its_name_is_said(string connection, string says) =>
        Assert.That(DatabaseTransport.Warning(connection), Does.Contain(says).And.Contain("SSL Mode=VerifyFull")
            .And.Not.StartWith("to localhost,"));

    private static IPAddress OtherAddress()
    {
        if (_other is null)
            Assert.Ignore("This machine has no address beside its loopback address.");
        return _other!;
    }

    private static async Task OpenAsync(Impostor impostor, string settings)
    {
        var server = impostor.Address;
        await using var session = await SessionConnection.OpenAsync(
            $"Host={server.Address};Port={server.Port};Database=ecommerce;Username=etl;Password={Password};{settings}", "test", default);
    }


    /// <summary>Takes one connection after the other, asks each to log in, and ends it when it has answered.</summary>
    private sealed class Impostor : IDisposable
    {
        private readonly TcpListener _listener;
        private readonly Task<string?> _answering;
        private readonly CancellationTokenSource _stop = new();
        private readonly Login _asks;
        private readonly X509Certificate2? _certificate;

        public Impostor(IPAddress address, Login asks, bool tls)
        {
            (_asks, _certificate) = (asks, tls ? Certificate() : null);
            _listener = new TcpListener(address, 0);
            _listener.Start();
            _answering = RunAsync();
        }

        public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

        /// <summary>What a client sent when it was asked to log in; null if it sent nothing.</summary>
        public async Task<string?> AnswerAsync()
        {
            await _stop.CancelAsync();
            return await _answering;
        }

        public void Dispose()
        {
            _stop.Dispose();
            _listener.Dispose();
            _certificate?.Dispose();
        }

        private async Task<string?> RunAsync()
        {
            string? answer = null;
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptSocketAsync(_stop.Token);
                    await using Stream plain = new NetworkStream(client);
                    answer ??= await LoginAsync(client, plain);
                }
            }
            catch (OperationCanceledException)
            {
                return answer;
            }
        }

        private async Task<string?> LoginAsync(Socket client, Stream plain)
        {
            var stream = plain;
            // Requests for encryption are eight bytes; the packet that names the user is longer.
            while (await PgMessage.ReadStartupAsync(client, default) is { Length: 8 } request)
            {
                var wantsTls = BinaryPrimitives.ReadInt32BigEndian(request.AsSpan(4)) == 80877103;
                await plain.WriteAsync(wantsTls && _certificate is not null ? "S"u8.ToArray() : "N"u8.ToArray());
                if (!wantsTls || _certificate is null)
                    continue;
                var encrypted = new SslStream(plain);
                await encrypted.AuthenticateAsServerAsync(_certificate);
                stream = encrypted;
                var head = new byte[4];
                await stream.ReadExactlyAsync(head);
                await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(head) - 4]);
                break;
            }
            await stream.WriteAsync(Question());
            await stream.FlushAsync();
            var answer = new byte[1000];
            var length = await stream.ReadAsync(answer);
            // A client that ends at once has answered nothing; X is its farewell.
            return length == 0 || answer[0] == 'X' ? null : Encoding.UTF8.GetString(answer, 0, length);
        }

        private byte[] Question()
        {
            byte[] more = _asks switch
            {
                Login.Md5 => [1, 2, 3, 4],
                Login.Scram => [.. "SCRAM-SHA-256"u8, 0, 0],
                _ => [],
            };
            var question = new byte[9 + more.Length];
            question[0] = (byte)'R';
            BinaryPrimitives.WriteInt32BigEndian(question.AsSpan(1), 8 + more.Length);
            BinaryPrimitives.WriteInt32BigEndian(question.AsSpan(5), (int)_asks);
            more.CopyTo(question, 9);
            return question;
        }

        private static X509Certificate2 Certificate()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var made = new CertificateRequest("CN=impostor", key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
            return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        }
    }
}
