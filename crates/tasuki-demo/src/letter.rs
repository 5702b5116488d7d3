//! The letter of the office that has just joined, to look at.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use tasuki_paper::{Addressee, Contact, Issuer, RegistrationLetter};
use tasuki_pki::Anchors;
use tasuki_server::{Credentials, Site, print_with_roots};
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
            occasion: to.occasion,
            user_id: to.user.as_str(),
            temporary_password: to.password.expose_secret(),
            temporary_password_until: None,
            issuing_password: to.issuing_password.expose_secret(),
            claims_site: &claims_site,
            portal_site: &town.site(Site::Portal),
            contact,
        };
        let trusted = Anchors::from_pem(&town.setup().trusted_pem()?)?;
        let paper = print_with_roots(&[letter], date, contact, &trusted)?;
        let paper = paper.context("the letter is not printed")?;
        let path = folder.join("letter.pdf");
        fs_err::write(&path, paper.bytes)?;
        Ok::<_, anyhow::Error>(path)
    };
    print().map_err(Trouble::Town)
}
