//! ヘルプ: how the month's work is done, and what errors mean.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_answers::ErrorEntry;
use tasuki_ui::Shell;

use crate::answer::{PageError, page};
use crate::client::Client;
use crate::shell::shell;
use crate::visit::Visit;

pub(crate) mod code;

/// What nobody meets in the client: errors of the commands, of the public map and the operator's files, and what
/// findings name, which stands beside each finding.
const ELSEWHERE: [&str; 5] = [
    "コマンド（tasuki）",
    "連携基盤のコマンド（tasuki-server、運用者）",
    "利用状況（事業所の一覧と地図）",
    "差引の結果ファイル（運用者）",
    "ケアプランデータの検査",
];

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    shell: Shell,
    areas: Vec<Area>,
    /// Where the operator's support site is, and where its help desk is asked.
    support: Option<String>,
    contact: Option<String>,
}

/// Errors that are about the same.
struct Area {
    title: String,
    errors: Vec<ErrorEntry>,
}

/// Shows the help.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    page(&HelpPage {
        shell: shell(&client, &visit, "/help"),
        areas: areas(errors()?),
        support: client.updates.support(),
        contact: client.updates.contact(),
    })
}

/// The errors that are explained. They are asked for seldom, and read anew.
fn errors() -> Result<Vec<ErrorEntry>, PageError> {
    ErrorEntry::embedded().map_err(|error| {
        tracing::error!(%error, "the explained errors cannot be read");
        PageError::Fault
    })
}

/// The errors of the client by area, in their order.
fn areas(errors: Vec<ErrorEntry>) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for error in errors {
        if ELSEWHERE.contains(&&*error.area) {
            continue;
        }
        match areas.last_mut() {
            Some(area) if area.title == error.area => area.errors.push(error),
            _ => areas.push(Area {
                title: error.area.clone(),
                errors: vec![error],
            }),
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_stands_once_without_what_nobody_meets_here() {
        let errors = errors().unwrap();
        for title in ELSEWHERE {
            assert!(errors.iter().any(|one| one.area == title), "{title}");
        }
        let all = areas(errors);
        let titles: std::collections::BTreeSet<_> = all.iter().map(|area| &area.title).collect();
        assert_eq!(titles.len(), all.len());
        let codes = |area: &Area| area.errors.iter().map(|one| one.code.clone()).collect();
        let codes: Vec<Vec<String>> = all.iter().map(codes).collect();
        for code in ["certificate.expired", "session.locked", "platform.silent"] {
            assert!(codes.concat().iter().any(|one| one == code), "{code}");
        }
    }
}
