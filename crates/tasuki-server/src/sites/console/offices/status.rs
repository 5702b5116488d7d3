//! An office is suspended, resumed or closed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::OfficeStatus;
use tasuki_store::OfficeRow;
use tasuki_ui::{Choice, ChoiceField, ErrorSummary, FormState, Shell};

use super::crumbed;
use super::sure::Sure;
use super::view::office_of;
use crate::platform::Platform;
use crate::registry::OfficeError;
use crate::sites::{Posted, SiteError, Visit, page, page_with, see_other};

#[derive(Template)]
#[template(path = "console/office_status.html")]
struct StatusPage {
    shell: Shell,
    csrf: String,
    summary: ErrorSummary,
    number: String,
    name: String,
    status: ChoiceField,
}

impl StatusPage {
    fn new(platform: &Platform, visit: &Visit, office: &OfficeRow, form: &FormState) -> Self {
        let choices = OfficeStatus::ALL
            .into_iter()
            .filter(|status| office.status.may_become(*status))
            .map(|status| Choice::new(status.as_str(), status.name()).help(meaning(status)));
        let mut status = form
            .choices("status", "状態", choices)
            .or_chosen(office.status.as_str());
        status.field.required = true;
        Self {
            shell: crumbed(platform, visit, office, "状態の変更"),
            csrf: visit.csrf().to_owned(),
            summary: ErrorSummary::of([&status.field]),
            number: office.number.to_string(),
            name: office.name.clone(),
            status,
        }
    }
}

const fn meaning(status: OfficeStatus) -> &'static str {
    match status {
        OfficeStatus::Active => "ライセンスと電子証明書が有効であれば、送受信できます。",
        OfficeStatus::Suspended => {
            "送受信できなくなり、画面からログアウトされます。連携クライアントでは一覧とお知らせだけを確認できます。届いたデータは保存期間まで保管され、再開すると受信できます。"
        }
        OfficeStatus::Closed => {
            "送信できなくなり、この事業所あてにも送信できなくなります。すでに届いているデータは、保存期間内は受信できます。証明書の発行申請は却下され、電子証明書は保存期間が過ぎると失効します。ライセンスは自動更新されません。廃止した事業所は元に戻せません。"
        }
    }
}

/// Asks before an office is closed.
fn closing() -> Sure {
    let status = OfficeStatus::Closed;
    Sure {
        title: "事業所の廃止",
        question: "次の事業所を廃止します。よろしいですか？まだ廃止していません。",
        more: None,
        consequence: meaning(status),
        button: "廃止する",
        to: "status",
        carried: vec![("status", status.as_str().to_owned())],
    }
}

/// What is chosen.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    status: String,
    #[serde(default)]
    confirmed: String,
}

/// Shows the form.
pub(in crate::sites::console) async fn show_status(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, SiteError> {
    let office = office_of(&platform, &number).await?;
    page(&StatusPage::new(
        &platform,
        &visit,
        &office,
        &FormState::new(),
    ))
}

/// Changes the status; asks first where that cannot be undone.
pub(in crate::sites::console) async fn change_status(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let office = office_of(&platform, &number).await?;
    let (typed, mut form) = posted.state(&[]);
    let actor = visit.visitor.operator()?;
    let registry = platform.registry()?;
    match OfficeStatus::read(&typed.status) {
        None => form.refuse("status", "選択してください。"),
        Some(OfficeStatus::Closed)
            if office.status != OfficeStatus::Closed && typed.confirmed != "yes" =>
        {
            return closing().ask(&platform, &visit, &office);
        }
        Some(status) => {
            match registry
                .set_office_status(office.number, status, actor)
                .await
            {
                Ok(()) => {
                    return Ok(see_other(&format!(
                        "/offices/{}?done=status",
                        office.number
                    )));
                }
                Err(OfficeError::Closed(_)) => {
                    form.refuse("status", "廃止した事業所は、元に戻せません。");
                }
                Err(error) => return Err(SiteError::fault(&error)),
            }
        }
    }
    let page = StatusPage::new(&platform, &visit, &office, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
