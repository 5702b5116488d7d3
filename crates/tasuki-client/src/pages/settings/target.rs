//! Where received files go (保存先): the choices, and an example.

use std::io;
use std::path::{Path, PathBuf};

use tasuki_desk::{ListedMessage, TargetRule};
use tasuki_terms::{MessageId, MessageState, SendingUnit, Timestamp, system_fault};
use tasuki_ui::{Choice, ChoiceField, FormState};

use super::{Client, Office, Typed};
use crate::answer::PageError;
use crate::show;
use crate::target::Target;

/// How folders are usually laid out, each with its template.
const LAYOUTS: [(&str, &str, &str); 5] = [
    ("one", "1つのフォルダーにまとめる", ""),
    ("month", "月ごとに分ける", "{対象年月}"),
    ("partner", "事業所ごとに分ける", "{事業所}"),
    (
        "month-partner",
        "月ごと、その中で事業所ごとに分ける",
        "{対象年月}/{事業所}",
    ),
    (
        "partner-month",
        "事業所ごと、その中で月ごとに分ける",
        "{事業所}/{対象年月}",
    ),
];
/// The names that a template may use as well, and those that are shown.
const NAMES: [(&str, &str); 4] = [
    ("{partner}", "{事業所}"),
    ("{number}", "{事業所番号}"),
    ("{month}", "{対象年月}"),
    ("{kind}", "{種別}"),
];
/// The choice of who writes the template.
const OWN: &str = "own";

/// A template as people read it.
pub(super) fn in_japanese(template: &str) -> String {
    NAMES
        .iter()
        .fold(template.to_owned(), |told, (name, shown)| {
            told.replace(name, shown)
        })
}

/// What was typed; none where something is wrong with it.
pub(super) fn typed(typed: &Typed, form: &mut FormState) -> Option<Target> {
    let folder = PathBuf::from(typed.folder.trim());
    if !folder.is_absolute() {
        form.refuse(
            "folder",
            "フォルダーの場所を、ドライブ名や「/」から始まる形で入力してください。",
        );
    }
    let known = LAYOUTS.iter().find(|(key, ..)| *key == typed.layout);
    let template = known.map_or(typed.template.trim(), |(_, _, template)| template);
    if known.is_none() && template.is_empty() {
        form.refuse("template", "分け方を入力してください。");
    }
    if let Err(error) = TargetRule::parse(&folder, template) {
        form.refuse("template", format!("{}{}", error.what(), error.hint()));
    }
    form.is_good().then(|| Target {
        folder,
        template: template.to_owned(),
    })
}

/// Why nothing can be written in a folder, for people; none where it can. A folder that is not there is
/// made.
pub(super) async fn fault(folder: PathBuf) -> Result<Option<String>, PageError> {
    // A folder of the network may take long to answer.
    let tried = tokio::task::spawn_blocking(move || try_folder(&folder)).await;
    let tried = tried.map_err(|_| PageError::Fault)?;
    Ok(tried.err().map(|error| {
        let what = system_fault(error.kind()).unwrap_or("フォルダーを使えません");
        format!("このフォルダーには保存できません（{what}）。別のフォルダーを入力してください。")
    }))
}

/// Writes a file in a folder, and removes it.
fn try_folder(folder: &Path) -> io::Result<()> {
    fs_err::create_dir_all(folder)?;
    let file = folder.join(format!(".tasuki-{}.part", std::process::id()));
    fs_err::write(&file, b"")?;
    fs_err::remove_file(&file)
}

/// The layouts, with that of the target chosen.
pub(super) fn layouts(form: &FormState, target: &Target) -> ChoiceField {
    let chosen = LAYOUTS.iter().find(|(_, _, one)| *one == target.template);
    let chosen = chosen.map_or(OWN, |(key, ..)| key);
    let known = LAYOUTS
        .iter()
        .map(|(key, label, _)| Choice::new(*key, *label));
    let own = Choice::new(OWN, "自分で決める");
    form.choices("layout", "フォルダーの分け方", known.chain([own]))
        .or_chosen(chosen)
}

/// Where a message of an invented office would go.
pub(super) fn example(client: &Client, office: &Office, target: &Target) -> String {
    let message = ListedMessage {
        id: MessageId::new(client.tools.clock.now(), &*client.tools.entropy),
        partner: "1399999999".parse().unwrap_or(office.number),
        partner_name: "訪問介護みほん".to_owned(),
        partner_service: None,
        own_service: None,
        unit: SendingUnit::UseTable,
        kinds: Vec::new(),
        service_month: "202504".parse().ok(),
        sequence: None,
        files: 3,
        bytes: 0,
        created_at: Timestamp::UNIX_EPOCH,
        accepted_at: Timestamp::UNIX_EPOCH,
        state: MessageState::Accepted,
        state_at: Timestamp::UNIX_EPOCH,
        content_until: Timestamp::UNIX_EPOCH,
        replaces: None,
    };
    show::path(&target.rule().folder(&message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_is_tried_before_it_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let new = dir.path().join("受信/2025年");
        assert_eq!(fault(new.clone()).await.unwrap(), None);
        assert_eq!(fs_err::read_dir(&new).unwrap().count(), 0);
        let file = dir.path().join("file");
        fs_err::write(&file, b"").unwrap();
        let why = fault(file.join("below")).await.unwrap().unwrap();
        assert!(why.contains("保存できません"));
        assert!(!why.contains(|c: char| c.is_ascii_alphabetic()), "{why}");
    }
}
