using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Trusts a shop's certificate exactly where the platform does, and says why where it does not.</summary>
internal static class CertificateTrust
{
    /// <summary>True for a certificate that the platform found nothing wrong with.</summary>
    /// <exception cref="CertificateRefusedException">Any other.</exception>
    public static bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None ? true : throw new CertificateRefusedException(Why(certificate, chain, errors));

    /// <summary>The fault that explains the others comes first: whose name it bears, then whether its time has passed, then who vouches
    /// for it.</summary>
    private static string Why(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
            return "it showed no certificate. Look what answers at the store's BaseUrl.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return "its certificate is for another name. Check the host in the store's BaseUrl, and whether it leads to the shop from "
                + "this machine.";
        var faults = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        if (faults.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return Time(chain!.ChainElements.Select(element => element.Certificate).DefaultIfEmpty(shown));
        if ((faults & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != X509ChainStatusFlags.NoError)
        {
            return shown.SubjectName.RawData.AsSpan().SequenceEqual(shown.IssuerName.RawData)
                ? "its certificate is signed by itself. Have the shop get one from a certificate authority, or add this one to the "
                    + "authorities that this machine trusts (SSL_CERT_FILE or SSL_CERT_DIR)."
                : "its certificate comes from an authority that this machine does not trust. Add the authority's certificate to those "
                    + "that this machine trusts (SSL_CERT_FILE or SSL_CERT_DIR), or have the shop send its intermediate certificates too.";
        }
        return $"its certificate is not valid ({faults}). Have the shop get another.";
    }

    private static string Time(IEnumerable<X509Certificate2> certificates)
    {
        var until = certificates.Min(certificate => certificate.NotAfter).ToUniversalTime();
        var from = certificates.Max(certificate => certificate.NotBefore).ToUniversalTime();
        return string.Create(CultureInfo.InvariantCulture,
            $"its certificate is good from {from:yyyy-MM-dd HH:mm} to {until:yyyy-MM-dd HH:mm} UTC only. ")
            + "Renew the shop's certificate, or set this machine's clock.";
    }
}

/// <summary>A certificate that is not trusted.</summary>
/// <param name="why">Why, and what to do; continues "could not be trusted: ".</param>
internal sealed class CertificateRefusedException(string why) : AuthenticationException(why);
