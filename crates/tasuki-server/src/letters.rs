//! How letters (電子請求登録結果に関するお知らせ) go out: each with the sheet of the fingerprints of the
//! roots (拇印), so that whoever compares has it from elsewhere than from the network.

use tasuki_paper::{
    CertificateFingerprints, Contact, Fingerprint, FingerprintedCertificate, Paper, PaperError,
    RegistrationLetter,
};
use tasuki_pki::{Anchors, CertificateFacts, CertificateRefusal};
use tasuki_terms::{Date, day_in_japan};

/// Prints letters of a day, each with the sheet. Fails for a root that cannot be read.
pub fn print_with_roots(
    letters: &[RegistrationLetter<'_>],
    date: Date,
    contact: Contact<'_>,
    anchors: &Anchors,
) -> Result<Result<Paper, PaperError>, CertificateRefusal> {
    let facts: Vec<_> = anchors
        .roots()
        .map(CertificateFacts::read)
        .collect::<Result<_, _>>()?;
    let digests: Vec<_> = facts.iter().map(fingerprints).collect();
    let certificates: Vec<_> = facts
        .iter()
        .zip(&digests)
        .map(|(facts, digests)| FingerprintedCertificate {
            title: "ルート証明書",
            subject: &facts.common,
            until: day_in_japan(facts.valid_until),
            fingerprints: digests,
        })
        .collect();
    let sheet = CertificateFingerprints {
        date,
        certificates: &certificates,
        contact,
    };
    Ok(RegistrationLetter::print(letters, &sheet))
}

fn fingerprints(facts: &CertificateFacts) -> [Fingerprint<'_>; 2] {
    [
        Fingerprint {
            algorithm: "SHA-1",
            digest: &facts.sha1,
        },
        Fingerprint {
            algorithm: "SHA-256",
            digest: &facts.sha256,
        },
    ]
}
