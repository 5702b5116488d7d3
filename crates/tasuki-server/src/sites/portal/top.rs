//! The first page (トップ).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_exchange::{ChecklistItem, HeldLicence, StepLink, StepState, checklist, due_reminder};
use tasuki_store::AppUserRow;
use tasuki_terms::{Date, day_in_japan, spoken_day};
use tasuki_ui::{Banner, Shell, Task, TaskState, Tone};

use crate::platform::Platform;
use crate::registry::{Document, Overview, held};
use crate::settings::Sites;
use crate::sites::{Site, SiteError, Visit, Visitor, page, shell};

#[derive(Template)]
#[template(path = "portal/top.html")]
struct TopPage {
    shell: Shell,
    csrf: String,
    state: Banner,
    support_url: String,
    warnings: Vec<Banner>,
    to_agree: Vec<Document>,
    app_user: Option<AppUserRow>,
    tasks: Vec<Task>,
    /// Steps that are done, of all.
    done: usize,
}

/// Shows the page.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let Visitor::Office { user, office, .. } = &visit.visitor else {
        return Err(SiteError::NotAllowed);
    };
    let overview = platform.registry()?.overview(office, user).await?;
    let today = day_in_japan(platform.clock.now());
    let list = checklist(&overview.facts);
    let done = |item: &&ChecklistItem| item.state == StepState::Done;
    page(&TopPage {
        shell: shell(&platform, &visit, "/"),
        csrf: visit.csrf().to_owned(),
        state: state(&overview),
        support_url: format!("{}/", platform.settings.site_origin(Site::Support)),
        warnings: warnings(&overview, today),
        done: list.iter().filter(done).count(),
        tasks: list.iter().map(|item| task(&platform, item)).collect(),
        to_agree: overview.to_agree,
        app_user: overview.app_user,
    })
}

/// Where the claims site tells how the client is set up and used.
pub(super) fn client_guide(platform: &Platform) -> String {
    let sites = platform.settings.sites.as_ref();
    sites.map_or_else(String::new, Sites::client_guide)
}

fn state(overview: &Overview) -> Banner {
    let (tone, title) = if overview.state.is_usable {
        (Tone::Info, "利用可能です。")
    } else {
        (Tone::Warning, "現在ご利用いただけません。")
    };
    Banner::new(tone, title).text(overview.state.sentence.clone())
}

/// What ends soon, or has ended.
fn warnings(overview: &Overview, today: Date) -> Vec<Banner> {
    let mut warnings = Vec::new();
    let licences = held(&overview.licences);
    if let Some(latest) = HeldLicence::latest(&licences) {
        let end = latest.term.last_day();
        if !overview.facts.is_licensed {
            warnings.push(
                Banner::new(
                    Tone::Warning,
                    format!("ライセンスは{}に終了しました。", spoken_day(end)),
                )
                .text("送受信を再開するには、「利用申請/更新」の画面から申請してください。"),
            );
        } else if due_reminder(end, today).is_some() {
            let what = if latest.auto_renewal == tasuki_exchange::AutoRenewal::On {
                "自動更新は「する」に設定されています。設定は「ライセンス」の画面で確認できます。"
            } else {
                "自動更新は「しない」に設定されています。引き続きご利用になる場合は、「利用申請/更新」の画面から申請してください。"
            };
            let title = format!("ライセンスの有効期限は{}です。", spoken_day(end));
            warnings.push(Banner::new(Tone::Warning, title).text(what));
        }
    }
    if let Some(certificate) = &overview.certificate {
        let end = day_in_japan(certificate.valid_until);
        if due_reminder(end, today).is_some() {
            let title = format!("電子証明書の有効期限は{}です。", spoken_day(end));
            warnings.push(
                Banner::new(Tone::Warning, title)
                    .text("電子請求受付システムで、新しい電子証明書の発行を申請してください。"),
            );
        }
    }
    warnings
}

fn task(platform: &Platform, item: &ChecklistItem) -> Task {
    let state = match item.state {
        StepState::Done => TaskState::Done,
        StepState::Next => TaskState::Next,
        StepState::Waiting => TaskState::Waiting,
        StepState::Later => TaskState::Later,
    };
    let task = Task::new(state, item.title, item.text);
    if item.state != StepState::Next {
        return task;
    }
    let claims = platform.settings.site_origin(Site::Claims);
    let (label, href) = match item.link {
        StepLink::ClaimsPassword => ("パスワードを変更する", format!("{claims}/password")),
        StepLink::ClaimsCertificates => ("電子証明書の画面へ", format!("{claims}/certificates")),
        StepLink::PortalApplication => ("利用申請へ進む", "/application".to_owned()),
        StepLink::ClientGuide => ("準備の手順を見る", client_guide(platform)),
        StepLink::Directory => (
            "事業所の探し方を見る",
            format!("{}#partners", client_guide(platform)),
        ),
        StepLink::SendingGuide => (
            "送信の方法を見る",
            format!("{}#send", client_guide(platform)),
        ),
    };
    task.action(label, href)
}
