//! Receipts (受領証) as people read them: one of a message, or any file that is chosen.

mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_desk::{CheckedReceipt, DeskError, OwnCopy, check_receipt};
use tasuki_terms::MessageId;
use tasuki_ui::{Banner, Entry, Field, FormState, Shell};

use super::opened;
use crate::answer::{PageError, page_with};
use crate::client::Client;
use crate::form::PostedFiles;
use crate::office::Office;
use crate::shell::shell;
use crate::visit::Visit;

use view::{CheckLine, FileLine};

/// Where any receipt is chosen.
const PATH: &str = "/receipts";

#[derive(Template)]
#[template(path = "receipts/choose.html")]
struct ChoosePage {
    shell: Shell,
    file: Field,
}

/// One receipt, and how far it holds.
#[derive(Template)]
#[template(path = "receipts/receipt.html")]
pub(crate) struct ReceiptPage {
    shell: Shell,
    title: String,
    /// Where one came from, and what it is called.
    back: (String, &'static str),
    /// Where its bytes are saved from; none for a file that was chosen.
    save: Option<String>,
    banner: Banner,
    /// What it says.
    entries: Vec<Entry>,
    /// What was sent; none where nobody here knows.
    files: Option<Vec<FileLine>>,
    /// Who signed it.
    signature: Vec<Entry>,
    checks: Vec<CheckLine>,
}

/// Lets a file be chosen.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    opened(&client)?;
    choose(&client, &visit, &FormState::new(), StatusCode::OK)
}

/// Shows the receipt in the file that was chosen, whatever is wrong with it.
pub(crate) async fn check(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: PostedFiles,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let Some(file) = posted.files.into_iter().next() else {
        let mut form = FormState::new();
        form.refuse("receipt", "受領証のファイルを選んでください。");
        return choose(&client, &visit, &form, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let desk = Arc::clone(office.desk());
    let checked = tokio::task::spawn_blocking(move || {
        check_receipt(&file.bytes, desk.ledger(), &desk.anchors())
    });
    let checked = checked.await.map_err(DeskError::BrokenOff)?;
    let mut page = ReceiptPage::new(&client, &visit, &office, &checked).await;
    page.entries.insert(0, Entry::new("ファイル名", file.name));
    page_with(StatusCode::OK, &page)
}

fn choose(
    client: &Client,
    visit: &Visit,
    form: &FormState,
    status: StatusCode,
) -> Result<Response, PageError> {
    let file = form.field("receipt", "受領証のファイル").required();
    page_with(
        status,
        &ChoosePage {
            shell: shell(client, visit, PATH),
            file: file.help("名前が「.receipt」で終わるファイルです。"),
        },
    )
}

impl ReceiptPage {
    /// The page of a receipt that was looked at.
    pub(crate) async fn new(
        client: &Client,
        visit: &Visit,
        office: &Office,
        checked: &CheckedReceipt,
    ) -> Self {
        let ends = checked.receipt.as_ref();
        let ends = ends.map_or_else(Vec::new, |receipt| vec![receipt.sender, receipt.receiver]);
        let mut names: BTreeMap<_, _> = office.known_names_of(ends).await;
        names.insert(office.number, office.name.clone());
        let copy = match (&checked.receipt, &checked.manifest) {
            (Some(receipt), Some(_)) => office.desk().copy(receipt.message).await.ok(),
            _ => None,
        };
        Self {
            shell: shell(client, visit, PATH),
            title: view::title(checked),
            back: (PATH.to_owned(), "ほかの受領証を選ぶ"),
            save: None,
            banner: view::banner(checked),
            entries: view::entries(checked, &names),
            files: FileLine::all(checked, copy.as_ref().map(|copy: &OwnCopy| &copy.container)),
            signature: view::signature(checked),
            checks: CheckLine::all(checked),
        }
    }

    /// Marks the list that it was come to from.
    pub(crate) fn marked(&mut self, client: &Client, visit: &Visit, list: &str) {
        self.shell = shell(client, visit, list);
    }

    /// Leads back to the message that it is of, and to its file.
    pub(crate) fn of_message(&mut self, id: MessageId, state: &str) {
        self.back = (format!("/messages/{id}"), "このデータの画面へ戻る");
        self.save = Some(format!("/messages/{id}/receipts/{state}/file"));
    }
}
