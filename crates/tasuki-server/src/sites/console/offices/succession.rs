//! An office gets another number (事業所番号の変更).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_store::OfficeRow;
use tasuki_terms::OfficeNumber;
use tasuki_ui::{Entry, ErrorSummary, Field, FormState, Shell};

use super::letters::{made_before, once};
use super::sure::Sure;
use super::view::office_of;
use super::{KNOWN, crumbed};
use crate::platform::Platform;
use crate::registry::{EnrolError, OfficeError};
use crate::sites::session::chance;
use crate::sites::{Posted, SiteError, Visit, page, page_with};

#[derive(Template)]
#[template(path = "console/office_succession.html")]
struct SuccessionPage {
    shell: Shell,
    csrf: String,
    /// What tells this form from the next one.
    once: String,
    summary: ErrorSummary,
    number: String,
    name: String,
    new: Field,
}

impl SuccessionPage {
    fn new(platform: &Platform, visit: &Visit, office: &OfficeRow, form: &FormState) -> Self {
        let new = form
            .field("new", "新しい事業所番号")
            .required()
            .max_length(10)
            .short()
            .help("10桁の番号を半角で入力してください。");
        Self {
            shell: crumbed(platform, visit, office, "事業所番号の変更"),
            csrf: visit.csrf().to_owned(),
            once: chance(),
            summary: ErrorSummary::of([&new]),
            number: office.number.to_string(),
            name: office.name.clone(),
            new,
        }
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    once: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    confirmed: String,
}

/// Asks before the number is changed.
fn sure(typed: &Typed, new: OfficeNumber) -> Sure {
    Sure {
        title: "事業所番号の変更の確認",
        question: "次の事業所の番号を変更します。よろしいですか？まだ変更していません。",
        more: Some(Entry::new("新しい事業所番号", new.to_string())),
        consequence: "現在の番号は廃止となり、元に戻すことはできません。変更すると、新しい番号のお知らせを一度だけ表示します。",
        button: "番号を変更する",
        to: "succession",
        carried: vec![("once", typed.once.clone()), ("new", new.to_string())],
    }
}

/// Shows the form.
pub(in crate::sites::console) async fn show_succession(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, SiteError> {
    let office = office_of(&platform, &number).await?;
    let form = FormState::new();
    page(&SuccessionPage::new(&platform, &visit, &office, &form))
}

/// Changes the number once it is confirmed, and shows the letter of the new one this one time.
pub(in crate::sites::console) async fn succeed(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let office = office_of(&platform, &number).await?;
    let (typed, mut form) = posted.state(&[]);
    let actor = visit.visitor.operator()?.to_owned();
    if let Some(page) = made_before(&platform, &visit, &typed.once).await? {
        return Ok(page);
    }
    match typed.new.trim().parse::<OfficeNumber>() {
        Err(_) => form.refuse("new", "10桁の事業所番号を半角で入力してください。"),
        Ok(new) if typed.confirmed != "yes" => match platform.records.office(new).await? {
            None => return sure(&typed, new).ask(&platform, &visit, &office),
            Some(_) => form.refuse("new", KNOWN),
        },
        Ok(new) => {
            let (registry, old) = (platform.registry()?.clone(), office.number);
            let succeeded = once(&platform, &visit, &typed.once, async move {
                Ok(vec![registry.succeed_office(old, new, &actor).await?])
            });
            match Box::pin(succeeded).await? {
                Ok(page) => return Ok(page),
                Err(OfficeError::Enrol(EnrolError::Known(_))) => {
                    form.refuse("new", KNOWN);
                }
                Err(OfficeError::Closed(_)) => {
                    form.refuse("new", "廃止した事業所の番号は変更できません。");
                }
                Err(error) => return Err(SiteError::fault(&error)),
            }
        }
    }
    let page = SuccessionPage::new(&platform, &visit, &office, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
