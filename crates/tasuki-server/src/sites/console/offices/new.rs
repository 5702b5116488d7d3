//! One new office.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::{NewEnrolment, OfficeColumn, OfficeForm};
use tasuki_ui::{Crumb, Entry, ErrorSummary, Field, FormState, Shell};

use super::KNOWN;
use super::letters::{made_before, once};
use crate::platform::Platform;
use crate::registry::EnrolError;
use crate::sites::session::chance;
use crate::sites::{Posted, SiteError, Visit, page, page_with, shell};

/// The name of the field that a column of a file is.
const fn field_of(column: OfficeColumn) -> &'static str {
    match column {
        OfficeColumn::Number => "number",
        OfficeColumn::Name => "name",
        OfficeColumn::Services => "services",
        OfficeColumn::Address => "address",
        OfficeColumn::Kana => "kana",
    }
}

#[derive(Template)]
#[template(path = "console/office_new.html")]
struct NewPage {
    shell: Shell,
    csrf: String,
    /// What tells this form from the next one.
    once: String,
    summary: ErrorSummary,
    number: Field,
    name: Field,
    services: Field,
    address: Field,
    kana: Field,
}

impl NewPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let number = form
            .field("number", "事業所番号")
            .required()
            .max_length(10)
            .short()
            .help("10桁の番号を半角で入力してください。");
        let name = form.field("name", "事業所名").required().max_length(100);
        let services = form
            .field("services", "サービス種類コード")
            .required()
            .help("半角2文字のコードを入力してください。複数のときは空白で区切ってください（例：43 46）。");
        let address = form
            .field("address", "住所")
            .help("お知らせの宛先に印刷します。");
        let kana = form
            .field("kana", "事業所名カナ")
            .max_length(100)
            .help("連携クライアントの事業所検索で使います。");
        let mut shell = shell(platform, visit, "/offices");
        shell.crumbs = vec![Crumb::to("事業所", "/offices"), Crumb::here("登録")];
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            once: chance(),
            summary: ErrorSummary::of([&number, &name, &kana, &services, &address]),
            number,
            name,
            services,
            address,
            kana,
        }
    }
}

/// What is shown before an office is enrolled: its letter is made at once and cannot be taken back.
#[derive(Template)]
#[template(path = "console/office_new_confirm.html")]
struct ConfirmPage {
    shell: Shell,
    csrf: String,
    once: String,
    typed: OfficeForm,
    entries: Vec<Entry>,
}

impl ConfirmPage {
    fn new(
        platform: &Platform,
        visit: &Visit,
        once: String,
        typed: OfficeForm,
        new: &NewEnrolment,
    ) -> Self {
        let mut shell = shell(platform, visit, "/offices");
        shell.crumbs = vec![
            Crumb::to("事業所", "/offices"),
            Crumb::to("登録", "/offices/new"),
            Crumb::here("確認"),
        ];
        let services = new.service_types.iter().map(|service| {
            let name = service.name().unwrap_or_default();
            format!("{service} {name}")
        });
        let or_none = |text: &str| match text {
            "" => "未入力".to_owned(),
            text => text.to_owned(),
        };
        let entries = vec![
            Entry::new("事業所番号", new.number.to_string()),
            Entry::new("事業所名", &*new.name),
            Entry::new("事業所名カナ", or_none(&new.kana)),
            Entry::new("サービス種類", services.collect::<Vec<_>>().join("、")),
            Entry::new("住所", or_none(&new.address)),
        ];
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            once,
            typed,
            entries,
        }
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    once: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    services: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    kana: String,
    /// Empty for the form itself, `yes` or `no` from the page that shows it once more.
    #[serde(default)]
    confirmed: String,
}

/// Shows the form.
pub(in crate::sites::console) async fn show_new(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&NewPage::new(&platform, &visit, &FormState::new()))
}

/// Shows what is to be enrolled; once that is confirmed, enrols the office and shows its letter this
/// one time.
pub(in crate::sites::console) async fn add(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (typed, mut form) = posted.state(&[]);
    if let Some(page) = made_before(&platform, &visit, &typed.once).await? {
        return Ok(page);
    }
    if typed.confirmed == "no" {
        return page(&NewPage::new(&platform, &visit, &form));
    }
    let is_confirmed = typed.confirmed == "yes";
    let id = typed.once;
    let typed = OfficeForm {
        number: typed.number,
        name: typed.name,
        services: typed.services,
        address: typed.address,
        kana: typed.kana,
    };
    let actor = visit.visitor.operator()?.to_owned();
    match typed.check(0) {
        Ok(new) if platform.records.office(new.number).await?.is_some() => {
            form.refuse("number", KNOWN);
        }
        Ok(new) if !is_confirmed => {
            return page(&ConfirmPage::new(&platform, &visit, id, typed, &new));
        }
        Ok(new) => {
            let registry = platform.registry()?.clone();
            let enrolled = once(&platform, &visit, &id, async move {
                Ok(vec![registry.enrol(new, &actor).await?])
            });
            match enrolled.await? {
                Ok(page) => return Ok(page),
                Err(EnrolError::Known(_)) => {
                    form.refuse("number", KNOWN);
                }
                Err(error) => return Err(SiteError::fault(&error)),
            }
        }
        Err(faults) => {
            for fault in faults {
                form.refuse(field_of(fault.column), fault.what);
            }
        }
    }
    let page = NewPage::new(&platform, &visit, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
