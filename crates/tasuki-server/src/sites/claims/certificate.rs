//! The screens of one kind of certificate.

mod apply;
mod before;
mod choose;
mod confirm;
mod done;
mod download;
mod own_key;
mod revoke;

use tasuki_store::RecordId;
use tasuki_terms::{CertificateClass, day_in_japan, written_day};
use tasuki_ui::{Choice, ChoiceField, Crumb, Field, FormState, Shell};

use super::refused::{APPLICATION, ISSUING_PASSWORD};
use crate::platform::Platform;
use crate::registry::OfficeCertificate;
use crate::sites::{Role, Routes, SiteError, Visit, shell};

/// What an application goes through.
const STEPS: [&str; 3] = ["証明書発行用パスワード入力", "送信確認", "処理終了"];

/// All routes of these screens.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(Role::Office, "/certificates/{class}", choose::show)
        .post(Role::Office, "/certificates/{class}", choose::go_on)
        .get(Role::Office, "/certificates/{class}/before", before::show)
        .get(Role::Office, "/certificates/{class}/apply", apply::show)
        .post(Role::Office, "/certificates/{class}/apply", apply::prepare)
        .get(Role::Office, "/certificates/{class}/own-key", own_key::show)
        .post(
            Role::Office,
            "/certificates/{class}/own-key",
            own_key::prepare,
        )
        .post(Role::Office, "/certificates/{class}/send", confirm::send)
        .get(Role::Office, "/certificates/{class}/done", done::show)
        .get(
            Role::Office,
            "/certificates/{class}/download",
            download::show,
        )
        .post(
            Role::Office,
            "/certificates/{class}/download",
            download::p12,
        )
        .get(
            Role::Office,
            "/certificates/{class}/download/{id}",
            download::pem,
        )
        .get(Role::Office, "/certificates/{class}/revoke", revoke::show)
        .post(Role::Office, "/certificates/{class}/revoke", revoke::revoke)
}

/// The kind that a path names, if offices may have it.
fn class_of(text: &str) -> Result<CertificateClass, SiteError> {
    CertificateClass::read(text)
        .filter(|class| class.is_for_exchange())
        .ok_or(SiteError::NotFound)
}

/// The first screen of a kind.
fn path_of(class: CertificateClass) -> String {
    format!("/certificates/{}", class.as_str())
}

/// Whether 「発行申請を行う前に」 of this kind was opened in this session.
fn has_opened_guide(visit: &Visit, class: CertificateClass) -> bool {
    let mut opened = visit.session.iter().flat_map(|session| &session.opened);
    opened.any(|word| word == class.as_str())
}

/// What stands around a screen below the first one of a kind.
fn crumbed(platform: &Platform, visit: &Visit, class: CertificateClass, title: &str) -> Shell {
    let mut shell = shell(platform, visit, "/certificates");
    shell.crumbs = vec![
        Crumb::to("証明書", "/certificates"),
        Crumb::to(class.name(), path_of(class)),
        Crumb::here(title),
    ];
    shell
}

/// The certificates of a kind that the visitor's office can use today.
async fn usable(
    platform: &Platform,
    visit: &Visit,
    class: CertificateClass,
) -> Result<Vec<OfficeCertificate>, SiteError> {
    let office = visit.visitor.office()?.number;
    let today = day_in_japan(platform.clock.now());
    let mut all = platform.registry()?.certificates_of(office).await?;
    all.retain(|one| one.application.class == class && one.held().is_valid(today));
    Ok(all)
}

/// The first and the last day of a certificate, or a dash where there is none.
fn written_days(one: &OfficeCertificate) -> [String; 2] {
    match one.days {
        Some((from, last)) => [from, last].map(written_day),
        None => ["-".to_owned(), "-".to_owned()],
    }
}

/// The field of the password for certificates; `help` tells which one it is.
fn issuing_password(form: &FormState, help: &str) -> Field {
    form.field(ISSUING_PASSWORD, "証明書発行用パスワード")
        .required()
        .max_length(64)
        .help(help)
}

/// The certificates among which one chooses; the newest is chosen at first.
fn choices(form: &FormState, certificates: &[OfficeCertificate]) -> ChoiceField {
    let choices = certificates.iter().map(|one| {
        let [from, last] = written_days(one);
        let label = format!("有効開始年月日 {from}　有効終了年月日 {last}");
        Choice::new(one.application.id.to_string(), label)
    });
    let field = form.choices(APPLICATION, "証明書", choices);
    let newest = certificates.first().map(|one| one.application.id);
    let newest = newest.map(|id: RecordId| id.to_string());
    let mut field = field.or_chosen(newest.as_deref().unwrap_or_default());
    field.field.required = true;
    field
}
