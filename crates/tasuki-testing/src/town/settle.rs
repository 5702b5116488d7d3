//! An office comes into a town as in life: by its letter, its certificate and its application.

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{ApplicationForm, PaymentMethod};
use tasuki_pki::{Issued, P12Form, certificate_pem, private_key_pem, read_p12, serial_hex};
use tasuki_server::{
    CERTIFICATE_TERMS, CertificateKey, Credentials, NewApplication, NewEnrolment, NewPassword,
    OfficeKeys, Passwords, Registry, Versions,
};
use tasuki_terms::{CertificateClass, OfficeNumber};

use super::{Town, service_types};
use crate::TownOffice;

/// Who does in a town what operators do.
const OPERATOR: &str = "town";

/// The versions of the documents with which a platform begins.
const FIRST: Versions = Versions {
    terms: 1,
    privacy: 1,
};

impl Town {
    /// An office settles in a town that has sites, by the use cases behind them: it is enrolled,
    /// chooses a password, applies for its certificate, which is approved and downloaded as
    /// PKCS#12, and applies for the exchange. It is told by its name, and how that is read (フリガナ).
    pub async fn settle(
        &self,
        number: &str,
        (name, kana): (&str, &str),
        services: &[&str],
    ) -> anyhow::Result<TownOffice> {
        let number: OfficeNumber = number.parse()?;
        let services = service_types(services)?;
        let (registry, passwords) = (self.registry().await?, Passwords::default());
        let new = NewEnrolment {
            number,
            name: name.to_owned(),
            kana: kana.to_owned(),
            service_types: services.clone(),
            address: String::new(),
        };
        let letter = registry.enrol(new, OPERATOR).await?;
        let password = SecretString::from(format!("Tasuki-{number}"));
        let typed = NewPassword {
            old: letter.password.clone(),
            new: password.clone(),
            again: password.clone(),
        };
        registry
            .change_password(&passwords, letter.user, typed)
            .await?;
        let keys = self.certified(&registry, &passwords, &letter).await?;
        registry.apply(letter.user, application(number)?).await?;
        let folder = self.folder.join("offices").join(number.as_str());
        let account = (letter.user, password);
        let mut office =
            TownOffice::new(number, name, services, account, keys, folder, self.clock());
        office.issuing_password = Some(letter.issuing_password);
        let app_user = registry.show_app_user(number, letter.user).await?;
        office.app_user = app_user.map(|user| (user.id, user.password));
        Ok(office)
    }

    /// The office's certificate and key, out of the file that it downloads.
    async fn certified(
        &self,
        registry: &Registry,
        passwords: &Passwords,
        letter: &Credentials,
    ) -> anyhow::Result<OfficeKeys> {
        let (user, secret) = (letter.user, &letter.issuing_password);
        let draft = registry
            .draft_certificate(
                passwords,
                user,
                CertificateClass::CarePlan,
                secret.clone(),
                CertificateKey::Here,
            )
            .await?;
        let id = registry
            .apply_for_certificate(user, draft, CERTIFICATE_TERMS)
            .await?;
        registry.approve_certificate(id, OPERATOR).await?;
        let file = registry
            .download_p12(
                passwords,
                user,
                (CertificateClass::CarePlan, id),
                secret.clone(),
                P12Form::Modern,
            )
            .await?;
        let opened = read_p12(&file.bytes, secret.expose_secret())?;
        Ok(OfficeKeys {
            issued: Issued {
                certificate_pem: certificate_pem(&opened.certificate_der),
                key_pem: private_key_pem(&opened.key_pkcs8_der),
                serial_hex: serial_hex(&opened.certificate_der)?,
                certificate_der: opened.certificate_der,
                key_pkcs8_der: opened.key_pkcs8_der,
            },
            authority_pem: self.setup.trusted_pem()?,
        })
    }
}

/// The form, filled in by an invented office.
fn application(number: OfficeNumber) -> anyhow::Result<NewApplication> {
    let mail = format!("office-{number}@example.jp");
    let form = ApplicationForm {
        representative_family: "例題".to_owned(),
        representative_given: "太郎".to_owned(),
        contact_family: "例題".to_owned(),
        contact_given: "花子".to_owned(),
        phone: "0312345678".to_owned(),
        mail_again: mail.clone(),
        mail,
        agrees_to_terms: true,
        agrees_to_privacy: true,
    };
    let application = form.check().ok().context("the form is not right")?;
    Ok(NewApplication {
        application,
        method: PaymentMethod::Deduction,
        agreed: FIRST,
    })
}
