//! Letters (電子請求登録結果に関するお知らせ): shown once, and as PDF for a while.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use secrecy::ExposeSecret as _;
use tasuki_exchange::PasswordRule;
use tasuki_paper::{Addressee, Contact, Issuer, RegistrationLetter};
use tasuki_terms::{day_in_japan, spoken_day};
use tasuki_ui::{Crumb, Shell};

use super::crumbed;
use super::view::office_of;
use crate::platform::Platform;
use crate::registry::{Credentials, EnrolError};
use crate::sites::log_in::Nothing;
use crate::sites::{Posted, Site, SiteError, Visit, page, shell};

/// A letter as the page shows it.
struct Letter {
    name: String,
    number: String,
    user: String,
    password: String,
    issuing_password: String,
}

#[derive(Template)]
#[template(path = "console/letters.html")]
struct LettersPage {
    shell: Shell,
    issuer: String,
    today: String,
    until: Option<String>,
    claims: String,
    portal: String,
    letters: Vec<Letter>,
    /// Where the PDF is.
    pdf: String,
}

/// Shows letters this one time, and keeps their PDF for this operator.
pub(in crate::sites::console) async fn letters_page(
    platform: &Arc<Platform>,
    visit: &Visit,
    made: Vec<Credentials>,
) -> Result<Response, SiteError> {
    let operator = visit.visitor.operator()?;
    let now = platform.clock.now();
    let (printing, letters) = (Arc::clone(platform), made.clone());
    let bytes = tokio::task::spawn_blocking(move || print(&printing, &letters)).await;
    let id = platform
        .kept
        .put(operator, bytes.map_err(|_| SiteError::Fault)??, now);
    let mut shell = shell(platform, visit, "/offices");
    shell.crumbs = vec![
        Crumb::to("事業所", "/offices"),
        Crumb::here("お知らせの発行"),
    ];
    page(&LettersPage {
        shell,
        issuer: platform.settings.name.clone(),
        today: spoken_day(day_in_japan(now)),
        until: temporary_until(platform).map(spoken_day),
        claims: platform.settings.site_origin(Site::Claims).to_owned(),
        portal: platform.settings.site_origin(Site::Portal).to_owned(),
        letters: made.into_iter().map(letter).collect(),
        pdf: format!("/letters/{id}"),
    })
}

fn letter(made: Credentials) -> Letter {
    Letter {
        name: made.office.name,
        number: made.office.number.to_string(),
        user: made.user.to_string(),
        password: made.password.expose_secret().to_owned(),
        issuing_password: made.issuing_password.expose_secret().to_owned(),
    }
}

/// The last day on which a password that is made today lets in.
fn temporary_until(platform: &Platform) -> Option<jiff::civil::Date> {
    let end = platform
        .clock
        .now()
        .checked_add(PasswordRule::default().temporary_for)
        .ok()?;
    day_in_japan(end).yesterday().ok()
}

fn print(platform: &Platform, made: &[Credentials]) -> Result<Vec<u8>, SiteError> {
    let from = Issuer {
        name: &platform.settings.name,
        postal_code: None,
        address: None,
        registration_number: None,
    };
    let support = platform.settings.sites.as_ref();
    let support = support.map_or("", |sites| &*sites.support_url);
    let ways = [support];
    let letters: Vec<_> = made
        .iter()
        .map(|one| RegistrationLetter {
            to: Addressee {
                name: &one.office.name,
                postal_code: None,
                address: Some(&*one.office.address).filter(|text| !text.is_empty()),
            },
            from,
            date: day_in_japan(platform.clock.now()),
            user_id: one.user.as_str(),
            temporary_password: one.password.expose_secret(),
            temporary_password_until: temporary_until(platform),
            issuing_password: one.issuing_password.expose_secret(),
            claims_site: platform.settings.site_origin(Site::Claims),
            portal_site: platform.settings.site_origin(Site::Portal),
            contact: Contact {
                name: "ヘルプデスク",
                ways: &ways,
            },
        })
        .collect();
    let paper = RegistrationLetter::print(&letters).map_err(|error| SiteError::fault(&error))?;
    Ok(paper.bytes)
}

/// Gives the PDF of letters to the operator who made them.
pub(in crate::sites::console) async fn download(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, SiteError> {
    let operator = visit.visitor.operator()?;
    let kept = platform.kept.get(operator, &id, platform.clock.now());
    let bytes = kept.ok_or(SiteError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"letters.pdf\"",
        ),
    ];
    Ok((headers, bytes).into_response())
}

#[derive(Template)]
#[template(path = "console/letter_again.html")]
struct AgainPage {
    shell: Shell,
    csrf: String,
    number: String,
    name: String,
}

/// Asks before an office gets a new letter.
pub(in crate::sites::console) async fn ask_again(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, SiteError> {
    let office = office_of(&platform, &number).await?;
    let shell = crumbed(&platform, &visit, &office, "お知らせの再発行");
    page(&AgainPage {
        shell,
        csrf: visit.csrf().to_owned(),
        number: office.number.to_string(),
        name: office.name,
    })
}

/// Makes a new letter.
pub(in crate::sites::console) async fn issue_again(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    let office = office_of(&platform, &number).await?;
    let actor = visit.visitor.operator()?;
    let registry = platform.registry()?;
    match registry.reissue_letter(office.number, actor).await {
        Ok(made) => letters_page(&platform, &visit, vec![made]).await,
        Err(EnrolError::Unknown(_)) => Err(SiteError::NotFound),
        Err(error) => Err(SiteError::fault(&error)),
    }
}
