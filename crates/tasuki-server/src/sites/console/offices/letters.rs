//! Letters (電子請求登録結果に関するお知らせ): shown once, and as PDF for a while.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use tasuki_exchange::{DESK_HOURS_TEXT, PasswordRule};
use tasuki_paper::{Addressee, Contact, Issuer, RegistrationLetter};
use tasuki_terms::{day_in_japan, spoken_day};
use tasuki_ui::{Crumb, Shell};
use zeroize::Zeroizing;

use super::crumbed;
use super::made;
use super::turn::FormTurn;
use super::view::office_of;
use crate::letters::print_with_roots;
use crate::platform::Platform;
use crate::registry::{Credentials, EnrolError};
use crate::sites::session::chance;
use crate::sites::{Posted, Site, SiteError, Visit, page, shell, to_the_end};

/// A letter as the page shows it.
struct Letter {
    /// Why there is a letter.
    sentence: &'static str,
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
    /// Where the PDF is; none if it cannot be printed.
    pdf: Option<String>,
}

/// Makes letters to the end, whoever waits for it, and shows them. The same form sent once more, as
/// after a broken connection or by a double click, shows the same letters for a while: whoever loses
/// them would have to make new ones, and the passwords that were printed first would be worth
/// nothing. `form` is the chance in that form.
pub(super) async fn once<E: Send + 'static>(
    platform: &Arc<Platform>,
    visit: &Visit,
    form: &str,
    work: impl Future<Output = Result<Vec<Credentials>, E>> + Send + 'static,
) -> Result<Result<Response, E>, SiteError> {
    let operator = visit.visitor.operator()?.to_owned();
    let (working, id) = (Arc::clone(platform), form.to_owned());
    let letters = to_the_end(async move {
        let _turn = working.passwords.turn_of(&id).await;
        let turn = FormTurn::of(&working, &id).await?;
        let made = in_turn(&working, &operator, &id, work).await;
        turn.end(&working).await;
        made
    });
    match letters.await?? {
        Ok(made) => Ok(Ok(letters_page(platform, visit, made).await?)),
        Err(error) => Ok(Err(error)),
    }
}

/// Makes the letters of a form, unless it has made them before. Once they are made their passwords
/// are in force, and these are the only ones that know them: they are given whatever fails then.
async fn in_turn<E>(
    platform: &Platform,
    operator: &str,
    form: &str,
    work: impl Future<Output = Result<Vec<Credentials>, E>>,
) -> Result<Result<Vec<Credentials>, E>, SiteError> {
    if let Some(made) = made::kept(platform, operator, form).await? {
        return Ok(Ok(made));
    }
    let made = match work.await {
        Ok(made) => made,
        Err(error) => return Ok(Err(error)),
    };
    for letter in &made {
        platform.brake.forget(letter.user.as_str());
    }
    if !form.is_empty() && made::keep(platform, operator, form, &made).await.is_err() {
        tracing::error!("letters are not kept: the same form shows them no more");
    }
    Ok(Ok(made))
}

/// What the same form has made already, if it was sent before.
pub(super) async fn made_before(
    platform: &Arc<Platform>,
    visit: &Visit,
    form: &str,
) -> Result<Option<Response>, SiteError> {
    let operator = visit.visitor.operator()?;
    let _turn = platform.passwords.turn_of(form).await;
    match made::kept(platform, operator, form).await? {
        Some(made) => letters_page(platform, visit, made).await.map(Some),
        None => Ok(None),
    }
}

/// Shows letters, and keeps their PDF for this operator. What cannot be printed or kept can be read.
async fn letters_page(
    platform: &Arc<Platform>,
    visit: &Visit,
    made: Vec<Credentials>,
) -> Result<Response, SiteError> {
    let operator = visit.visitor.operator()?;
    let now = platform.clock.now();
    let (printing, letters) = (Arc::clone(platform), made.clone());
    let printed = tokio::task::spawn_blocking(move || print(&printing, &letters)).await;
    let pdf = match printed.ok().and_then(Result::ok).map(Zeroizing::new) {
        Some(bytes) => platform.kept()?.put(operator, &bytes, now).await.ok(),
        None => None,
    };
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
        pdf: pdf.map(|id| format!("/letters/{id}")),
    })
}

fn letter(made: Credentials) -> Letter {
    Letter {
        sentence: made.occasion.sentence(),
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
    let form = format!("{}/contact", platform.settings.site_origin(Site::Support));
    let phone = platform.settings.support_desk.phone.as_ref();
    let phone = phone.map(|phone| format!("電話 {phone}（{DESK_HOURS_TEXT}）"));
    let ways: Vec<&str> = std::iter::once(&*form).chain(phone.as_deref()).collect();
    let contact = Contact {
        name: "ヘルプデスク",
        ways: &ways,
    };
    let today = day_in_japan(platform.clock.now());
    let letters: Vec<_> = made
        .iter()
        .map(|one| RegistrationLetter {
            occasion: one.occasion,
            to: Addressee {
                name: &one.office.name,
                postal_code: None,
                address: Some(&*one.office.address).filter(|text| !text.is_empty()),
            },
            from,
            date: today,
            user_id: one.user.as_str(),
            temporary_password: one.password.expose_secret(),
            temporary_password_until: temporary_until(platform),
            issuing_password: one.issuing_password.expose_secret(),
            claims_site: platform.settings.site_origin(Site::Claims),
            portal_site: platform.settings.site_origin(Site::Portal),
            contact,
        })
        .collect();
    let paper = print_with_roots(&letters, today, contact, &platform.anchors)
        .map_err(|error| SiteError::fault(&error))?
        .map_err(|error| SiteError::fault(&error))?;
    Ok(paper.bytes)
}

/// Gives the PDF of letters to the operator who made them.
pub(in crate::sites::console) async fn download(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, SiteError> {
    let operator = visit.visitor.operator()?;
    let now = platform.clock.now();
    let kept = platform.kept()?.get(operator, &id, now).await?;
    let bytes = kept.ok_or(SiteError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"letters.pdf\"",
        ),
    ];
    Ok((headers, bytes.to_vec()).into_response())
}

#[derive(Template)]
#[template(path = "console/letter_again.html")]
struct AgainPage {
    shell: Shell,
    csrf: String,
    /// What tells this form from the next one.
    once: String,
    number: String,
    name: String,
}

/// Which form it was.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Again {
    #[serde(default)]
    once: String,
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
        once: chance(),
        number: office.number.to_string(),
        name: office.name,
    })
}

/// Makes a new letter.
pub(in crate::sites::console) async fn issue_again(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    posted: Posted<Again>,
) -> Result<Response, SiteError> {
    let office = office_of(&platform, &number).await?;
    let actor = visit.visitor.operator()?.to_owned();
    let registry = platform.registry()?.clone();
    let made = once(&platform, &visit, &posted.form.once, async move {
        let made = registry.reissue_letter(office.number, &actor).await?;
        Ok(vec![made])
    });
    match made.await? {
        Ok(page) => Ok(page),
        Err(EnrolError::Unknown(_)) => Err(SiteError::NotFound),
        Err(error) => Err(SiteError::fault(&error)),
    }
}
