//! The letter of the office that has just joined, to look at.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use tasuki_paper::{
    Addressee, CertificateFingerprints, Contact, Fingerprint, FingerprintedCertificate, Issuer,
    LetterOccasion, RegistrationLetter,
};
use tasuki_pki::{Anchors, CertificateFacts};
use tasuki_server::{Credentials, Site};
use tasuki_terms::day_in_japan;
use tasuki_testing::Town;

use crate::failure::Trouble;

/// Prints the letter (電子請求登録結果に関するお知らせ) into the folder `folder`, as the operators' console does.
pub(crate) fn print(town: &Town, to: &Credentials, folder: &Path) -> Result<PathBuf, Trouble> {
    let print = || {
        let claims_site = town.site(Site::Claims);
        let date = day_in_japan(town.clock().now());
        let contact = Contact {
            name: "ヘルプデスク（見本）",
            ways: &[],
        };
        let letter = RegistrationLetter {
            to: Addressee {
                name: &to.office.name,
                postal_code: None,
                address: None,
            },
            from: Issuer {
                name: "連携基盤（見本）",
                postal_code: None,
                address: None,
                registration_number: None,
            },
            date,
            occasion: LetterOccasion::Enrolled,
            user_id: to.user.as_str(),
            temporary_password: to.password.expose_secret(),
            temporary_password_until: None,
            issuing_password: to.issuing_password.expose_secret(),
            claims_site: &claims_site,
            portal_site: &town.site(Site::Portal),
            contact,
        };
        let trusted = Anchors::from_pem(&town.setup().trusted_pem()?)?;
        let root = trusted.roots().next().context("there is no root")?;
        let root = CertificateFacts::read(root)?;
        let enclosed = CertificateFingerprints {
            date,
            certificates: &[FingerprintedCertificate {
                title: "ルート証明書",
                subject: &root.common,
                until: day_in_japan(root.valid_until),
                fingerprints: &[
                    Fingerprint {
                        algorithm: "SHA-1",
                        digest: &root.sha1,
                    },
                    Fingerprint {
                        algorithm: "SHA-256",
                        digest: &root.sha256,
                    },
                ],
            }],
            contact,
        };
        let paper = RegistrationLetter::print(&[letter], &enclosed);
        let paper = paper.context("the letter is not printed")?;
        let path = folder.join("letter.pdf");
        fs_err::write(&path, paper.bytes)?;
        Ok::<_, anyhow::Error>(path)
    };
    print().map_err(Trouble::Town)
}
