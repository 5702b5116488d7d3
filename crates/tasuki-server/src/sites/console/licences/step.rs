//! A step of a payment is taken by hand, after it was shown what follows from it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::{LicenceRefusal, PaymentFacts, PaymentStep};
use tasuki_store::LicenceRow;
use tasuki_ui::{Banner, Crumb, Entry, ErrorSummary, Field, FormState, Shell, Tone};

use super::{entries, licence_of};
use crate::platform::Platform;
use crate::registry::LicenceError;
use crate::sites::{Posted, SiteError, Visit, page, page_with, see_other, shell};

/// The steps that are taken by hand; a federation's answers come from its result file.
pub(super) const fn by_hand(facts: &PaymentFacts) -> [(&'static str, PaymentStep); 5] {
    [
        ("retry", PaymentStep::RetryDeduction),
        ("invoice", PaymentStep::SendInvoice),
        ("paid", PaymentStep::ReceiveTransfer { on: facts.today }),
        ("overdue", PaymentStep::PassDueDay),
        ("unpaid", PaymentStep::RevertTransfer),
    ]
}

/// What follows from a step, for whoever is about to take it.
const fn meaning(step: PaymentStep) -> &'static str {
    match step {
        PaymentStep::RetryDeduction => {
            "次の差引依頼ファイルに含めます。これまでの請求書は無効になり、事業所の画面から消えます。"
        }
        PaymentStep::SendInvoice => {
            "今日の日付で、新しい番号の請求書を発行します。これまでの請求書は無効になり、差引の依頼には含めません。"
        }
        PaymentStep::ReceiveTransfer { .. } => {
            "入金日は領収書に記載されます。通帳などで確認した日付を入力してください。"
        }
        PaymentStep::PassDueDay => "支払い状況を「未払い」にします。",
        PaymentStep::RevertTransfer => {
            "誤って登録した入金を取り消し、「未払い」に戻します。領収書は、事業所の画面から消えます。"
        }
        _ => "",
    }
}

#[derive(Template)]
#[template(path = "console/licence_step.html")]
struct StepPage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    summary: ErrorSummary,
    id: String,
    value: String,
    label: &'static str,
    meaning: &'static str,
    entries: Vec<Entry>,
    day: Option<Field>,
}

/// Which step.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    step: String,
    /// The day of a transfer (入金日).
    #[serde(default)]
    day: String,
    #[serde(default)]
    confirmed: String,
}

/// Takes a step of a payment, once it is confirmed.
pub(in crate::sites::console) async fn step(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (row, office) = licence_of(&platform, &id).await?;
    let (typed, mut form) = posted.state(&[]);
    let registry = platform.registry()?;
    let facts = registry.payment_facts(&row);
    let found = by_hand(&facts)
        .into_iter()
        .find(|(value, _)| *value == typed.step);
    let (value, step) = found.ok_or(SiteError::UnreadableForm)?;
    let asked = Asked {
        value,
        step,
        row: &row,
        office: &office,
    };
    if typed.confirmed != "yes" {
        return page(&asked.page(&platform, &visit, &form, None));
    }
    let step = match (step, typed.day.parse()) {
        (PaymentStep::ReceiveTransfer { .. }, Ok(on)) => PaymentStep::ReceiveTransfer { on },
        (PaymentStep::ReceiveTransfer { .. }, Err(_)) => {
            form.refuse("day", "入金日を入力してください。");
            let shown = asked.page(&platform, &visit, &form, None);
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
        (step, _) => step,
    };
    let actor = visit.visitor.operator()?;
    let refusal = match registry.advance_payment(row.id, step, actor).await {
        Ok(_) => return Ok(see_other(&format!("/licences/{}?done=payment", row.id))),
        Err(LicenceError::Refused(refusal)) => refusal,
        Err(LicenceError::Unknown) => return Err(SiteError::NotFound),
        Err(LicenceError::Store(error)) => return Err(error.into()),
    };
    let mut banner = None;
    if let LicenceRefusal::TransferDay { .. } = refusal {
        form.refuse("day", refusal.what());
    } else {
        banner = Some(Banner::new(Tone::Error, refusal.what()).text(refusal.hint()));
    }
    let shown = asked.page(&platform, &visit, &form, banner);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// What is to be confirmed.
struct Asked<'a> {
    value: &'static str,
    step: PaymentStep,
    row: &'a LicenceRow,
    office: &'a str,
}

impl Asked<'_> {
    fn page(
        &self,
        platform: &Platform,
        visit: &Visit,
        form: &FormState,
        banner: Option<Banner>,
    ) -> StepPage {
        let day = matches!(self.step, PaymentStep::ReceiveTransfer { .. })
            .then(|| form.field("day", "入金日").required().date());
        let (number, id) = (self.row.number.to_string(), self.row.id.to_string());
        let mut shell = shell(platform, visit, "/licences");
        shell.crumbs = vec![
            Crumb::to("ライセンス", "/licences"),
            Crumb::to(number, format!("/licences/{id}")),
            Crumb::here(self.step.name()),
        ];
        StepPage {
            shell,
            csrf: visit.csrf().to_owned(),
            banner,
            summary: ErrorSummary::of(&day),
            id,
            value: self.value.to_owned(),
            label: self.step.name(),
            meaning: meaning(self.step),
            entries: entries(self.row, self.office),
            day,
        }
    }
}
