//! Applications for certificates (発行申請): the list, and what is decided.

mod approve;
mod fee;
mod refuse;
mod revoke;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::CertificateState;
use tasuki_terms::written_moment;
use tasuki_ui::{Banner, NavItem, Paging, Shell};

use super::list::{Asked, SIZE};
use super::offices::may_change;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

pub(super) use approve::{approve, ask};
pub(super) use fee::settle;
pub(super) use refuse::refuse;
pub(super) use revoke::revoke;
pub(super) use view::show;

/// A row of the list; with a box to tick where it waits.
struct Row {
    id: String,
    applied_at: String,
    office: String,
    office_name: String,
    class: &'static str,
    fee: String,
    state: &'static str,
    waits: bool,
}

#[derive(Template)]
#[template(path = "console/certificates.html")]
struct ListPage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    may_decide: bool,
    rule: String,
    tabs: Vec<NavItem>,
    rows: Vec<Row>,
    waiting: bool,
    paging: Paging,
}

/// What the list is asked with.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    approved: Option<u32>,
    #[serde(default)]
    failed: Option<u32>,
    /// Why some were not approved, where that is known.
    #[serde(default)]
    why: Option<String>,
}

/// Lists applications; those that wait come first.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, SiteError> {
    let state = match &*asked.state {
        "all" => None,
        text => Some(CertificateState::read(text).unwrap_or(CertificateState::Applied)),
    };
    let (rows, total) = rows(&platform, state, asked.skip(), SIZE).await?;
    let chosen = state.map_or("all", CertificateState::as_str);
    let tab = |name: &str, value: &str| {
        let mut tab = NavItem::new(name, format!("/certificates?state={value}"));
        tab.current = value == chosen;
        tab
    };
    let mut tabs: Vec<_> = CertificateState::ALL
        .iter()
        .map(|state| tab(state.name(), state.as_str()))
        .collect();
    tabs.push(tab("すべて", "all"));
    page(&ListPage {
        shell: shell(&platform, &visit, "/certificates"),
        csrf: visit.csrf().to_owned(),
        banner: told.banner(),
        may_decide: may_change(&visit),
        rule: rule(&platform)?,
        tabs,
        waiting: rows.iter().any(|row| row.waits),
        rows,
        paging: asked.paging(total, "/certificates"),
    })
}

/// Applications in a state, or in any: `limit` of them behind the first `skip`, and how many there
/// are in all.
async fn rows(
    platform: &Platform,
    state: Option<CertificateState>,
    skip: u64,
    limit: u64,
) -> Result<(Vec<Row>, u64), SiteError> {
    let (rows, total) = platform
        .records
        .read("console_certificates", move |records| {
            let mut rows = Vec::new();
            for row in records.certificate_applications(state, skip, limit)? {
                let office = records.office(row.office)?;
                rows.push((row, office.map_or_else(String::new, |office| office.name)));
            }
            Ok((rows, records.certificate_application_count(state)?))
        })
        .await?;
    let rows = rows.into_iter().map(|(row, office_name)| Row {
        id: row.id.to_string(),
        applied_at: written_moment(row.applied_at),
        office: row.office.to_string(),
        office_name,
        class: row.class.name(),
        fee: row.fee.to_string(),
        state: row.state.name(),
        waits: row.state == CertificateState::Applied,
    });
    Ok((rows.collect(), total))
}

impl Told {
    fn banner(&self) -> Option<Banner> {
        use tasuki_ui::Tone;
        match (self.approved?, self.failed.unwrap_or(0)) {
            (0, 0) => Some(Banner::new(Tone::Info, "承認する申請が選ばれていません。")),
            (approved, 0) => Some(Banner::new(
                Tone::Success,
                format!("{approved}件の発行申請を承認しました。"),
            )),
            (approved, failed) => Some(
                Banner::new(
                    Tone::Warning,
                    format!("{approved}件を承認しました。{failed}件は承認できませんでした。"),
                )
                .text(self.reason()),
            ),
        }
    }

    fn reason(&self) -> &'static str {
        match self.why.as_deref() {
            Some("authority") => {
                "認証局の有効期限まで3年を切っているため、電子証明書を発行できません。\
                 連携基盤の管理者に、認証局の更新（tasuki-server admin ca renew）を依頼してください。"
            }
            _ => {
                "ほかの担当者が先に処理した申請や、停止中・廃止の事業所の申請がないか、\
                 一覧を確認してください。"
            }
        }
    }
}

/// What is approved without anybody.
fn rule(platform: &Platform) -> Result<String, SiteError> {
    let rule = &platform.registry()?.certificates.approval;
    let names: Vec<_> = rule.classes.iter().map(|class| class.name()).collect();
    Ok(if names.is_empty() {
        "自動承認は設定されていません。すべての申請を担当者が確認します。".to_owned()
    } else {
        format!(
            "自動承認：{}。条件に合う申請は、担当者の操作なしで承認されます。",
            names.join("、")
        )
    })
}
