//! One application, and the certificate that came of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use tasuki_exchange::CertificateState;
use tasuki_store::RecordId;
use tasuki_terms::{RevocationReason, day_in_japan, written_day, written_moment};
use tasuki_ui::{Banner, ChoiceField, Crumb, Entry, ErrorSummary, Field, FormState, Shell};

use crate::platform::Platform;
use crate::registry::BY_RULE;
use crate::setup::COMMAND_LINE;
use crate::sites::console::done::Done;
use crate::sites::console::offices::may_change;
use crate::sites::revocation::revocation_reasons;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "console/certificate.html")]
pub(super) struct CertificatePage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    summary: ErrorSummary,
    id: String,
    office: String,
    entries: Vec<Entry>,
    may_decide: bool,
    waits: bool,
    is_issued: bool,
    reason: Field,
    revocation: ChoiceField,
    /// The day on which the fee was paid, where there is one to pay.
    fee_day: Option<Field>,
}

/// Shows it.
pub(in crate::sites::console) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let id = id.parse().map_err(|_| SiteError::NotFound)?;
    let form = FormState::new();
    page(&page_of(&platform, &visit, id, &form, done.banner()).await?)
}

pub(super) async fn page_of(
    platform: &Platform,
    visit: &Visit,
    id: RecordId,
    form: &FormState,
    banner: Option<Banner>,
) -> Result<CertificatePage, SiteError> {
    let found = platform
        .records
        .read("console_certificate", move |records| {
            let Some(row) = records.certificate_application(id)? else {
                return Ok(None);
            };
            let certificate = match &row.serial {
                Some(serial) => records.certificate(serial)?,
                None => None,
            };
            let office = records.office(row.office)?;
            Ok(office.map(|office| (row, office, certificate)))
        })
        .await?;
    let (row, office, certificate) = found.ok_or(SiteError::NotFound)?;
    let mut entries = vec![
        Entry::new("事業所", format!("{}（{}）", office.name, office.number)),
        Entry::new("ユーザID", row.user.to_string()),
        Entry::new("証明書の種類", row.class.name()),
        Entry::new("申請日時", written_moment(row.applied_at)),
        Entry::new("発行手数料", row.fee.to_string()),
        Entry::new("状況", row.state.name()),
        Entry::new(
            "鍵の作成",
            match row.sealed_key {
                Some(_) => "システムで作成（パスワードで保護）",
                None => "事業所で作成",
            },
        ),
    ];
    if let (Some(at), Some(by)) = (row.decided_at, &row.decided_by) {
        let by = match by.as_str() {
            BY_RULE => "自動処理",
            COMMAND_LINE => "コマンド（tasuki-server admin）",
            by => by,
        };
        entries.push(Entry::new("処理", format!("{}　{by}", written_moment(at))));
    }
    if let Some(reason) = &row.reason {
        entries.push(Entry::new("却下の理由", reason));
    }
    if let Some(certificate) = certificate {
        let last = day_in_japan(certificate.valid_until);
        let from = day_in_japan(certificate.valid_from);
        entries.push(Entry::new("シリアル番号", certificate.serial));
        entries.push(Entry::new(
            "有効期間",
            format!("{}〜{}", written_day(from), written_day(last)),
        ));
        if let Some(revoked) = certificate.revoked {
            entries.push(Entry::new("失効日時", written_moment(revoked.at)));
            entries.push(Entry::new("失効の理由", revoked.reason.name()));
        }
    }
    let reason = form
        .field("reason", "却下の理由")
        .required()
        .help("事業所へのお知らせに、そのまま記載されます。400文字以内で入力してください。");
    let revocation = revocation_reasons(form, &RevocationReason::OF_OPERATORS);
    let fee_day = (!row.state.fee_balance(row.fee, None).is_zero()).then(|| {
        let paid_on = row
            .fee_paid_on
            .map_or_else(String::new, |day| day.to_string());
        form.field("day", "入金日")
            .date()
            .help("通帳などで確認した日付を入力してください。空欄にすると、登録を取り消します。")
            .or_value(paid_on)
    });
    if fee_day.is_some() {
        let balance = row.state.fee_balance(row.fee, row.fee_paid_on);
        entries.push(Entry::new("発行手数料残高", balance.to_string()));
    }
    let mut shell = shell(platform, visit, "/certificates");
    shell.crumbs = vec![
        Crumb::to("証明書の申請", "/certificates"),
        Crumb::here(&*office.name),
    ];
    Ok(CertificatePage {
        shell,
        csrf: visit.csrf().to_owned(),
        banner,
        summary: ErrorSummary::of([&reason, &revocation.field].into_iter().chain(&fee_day)),
        id: id.to_string(),
        office: office.number.to_string(),
        entries,
        may_decide: may_change(visit),
        waits: row.state == CertificateState::Applied,
        is_issued: row.state == CertificateState::Issued,
        reason,
        revocation,
        fee_day,
    })
}
