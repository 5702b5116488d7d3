//! One message: what it carries, who signed what and when, and what can be done with it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_desk::{
    Changes, DeskError, ListedMessage, OwnCopy, Side, SignedThing, Verification, Version, verify,
};
use tasuki_terms::{MessageId, MessageState};
use tasuki_ui::{Banner, Entry, NavItem, Shell, Tone};

use super::opened;
use crate::address::Path;
use crate::answer::{PageError, Told, page};
use crate::client::Client;
use crate::keep::Look;
use crate::office::Office;
use crate::shell::shell;
use crate::visit::Visit;
use crate::waits::GLANCE;
use crate::{service, show};

mod changes;
pub(crate) mod content;
pub(crate) mod file;
pub(crate) mod receipt;
pub(crate) mod resend;
pub(crate) mod save;
mod table;
mod view;
pub(crate) mod withdraw;

use changes::ChangesView;
pub(crate) use view::signer;
use view::{FileLine, Step};

#[derive(Template)]
#[template(path = "message/show.html")]
struct MessagePage {
    shell: Shell,
    id: MessageId,
    title: String,
    list: NavItem,
    banners: Vec<Banner>,
    entries: Vec<Entry>,
    /// None where there is no own copy.
    files: Option<Vec<FileLine>>,
    text: Option<String>,
    /// Where received files were written.
    folder: Option<String>,
    steps: Vec<Step>,
    changes: Option<ChangesView>,
    can: Can,
}

/// What can be done with a message now.
struct Can {
    side: Side,
    state: MessageState,
    has_copy: bool,
    /// Whether the platform still gives its content.
    is_kept: bool,
}

/// A message that stands in one of the lists.
pub(crate) struct Known {
    pub(crate) office: Arc<Office>,
    pub(crate) side: Side,
    pub(crate) listed: ListedMessage,
}

/// Finds a message in the lists of the open office.
pub(crate) async fn find(client: &Client, id: MessageId) -> Result<Known, PageError> {
    let office = opened(client)?;
    let found = office
        .in_book(move |book| {
            for side in [Side::Received, Side::Sent] {
                if let Some(listed) = book.message(side, id)? {
                    return Ok(Some((side, listed)));
                }
            }
            Ok(None)
        })
        .await?;
    let (side, listed) = found.ok_or(PageError::NotFound)?;
    Ok(Known {
        office,
        side,
        listed,
    })
}

/// Shows the message.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<MessageId>,
) -> Result<Response, PageError> {
    let known = find(&client, id).await?;
    let desk = known.office.desk();
    let mut banners: Vec<Banner> = newer(&known).await?.into_iter().collect();
    let proof = proof(&client, &known).await;
    let (steps, verified) = match &proof {
        Ok(proof) => (Step::all(proof, known.listed.content_until), Some(proof)),
        Err(error) => {
            banners.push(without_proof(error));
            (Vec::new(), None)
        }
    };
    let copy = match desk.copy(id).await {
        Ok(copy) => Some(copy),
        Err(DeskError::NoCopy { .. }) => None,
        Err(error) => {
            banners.push(Told::from(&error).banner_with_code(Tone::Warning));
            None
        }
    };
    let changes = match &copy {
        Some(_) => desk.changes(id).await.unwrap_or_else(|error| {
            // An older message that cannot be read hides not this one.
            banners.push(without_changes(&error));
            None
        }),
        None => None,
    };
    let placed = desk.placed(known.side, id).await?;
    let folder = placed.first().and_then(|path| path.parent());
    page(&MessagePage {
        shell: shell(&client, &visit, list(known.side).href.as_str()),
        id,
        title: title(&known.listed),
        list: list(known.side),
        banners,
        entries: entries(&known, verified),
        files: copy.as_ref().map(FileLine::all),
        text: copy.and_then(|copy: OwnCopy| copy.container.text),
        folder: folder.map(show::path),
        steps,
        can: Can::of(&known, &client),
        changes: changes
            .map(|changes: Changes| ChangesView::of(&changes, known.listed.service_month)),
    })
}

/// That another version has taken its place, and where that is.
async fn newer(known: &Known) -> Result<Option<Banner>, PageError> {
    let (side, listed, id) = (known.side, known.listed.clone(), known.listed.id);
    let versions = known
        .office
        .in_book(move |book| book.versions(side, &[listed]));
    let version = versions.await?.remove(&id);
    Ok(match version {
        Some(Version::Followed { by, at }) => Some(
            Banner::new(
                Tone::Info,
                "この後に送信された、同じ対象年月のデータがあります。",
            )
            .text(format!(
                "同じ事業所・サービス・種別・対象年月のデータが、{}に送信されています。",
                show::moment(at)
            ))
            .link(format!("/messages/{by}"), "後のデータを見る"),
        ),
        Some(Version::Latest) | None => None,
    })
}

pub(crate) fn list(side: Side) -> NavItem {
    match side {
        Side::Sent => NavItem::new("送信一覧", "/sent"),
        Side::Received => NavItem::new("受信一覧", "/received"),
    }
}

fn title(listed: &ListedMessage) -> String {
    let unit = show::carried(listed.unit, count(listed.files));
    match listed.service_month {
        Some(month) => format!("{unit}　{}", show::month(Some(month))),
        None => unit.to_owned(),
    }
}

fn count(files: u32) -> usize {
    usize::try_from(files).unwrap_or(usize::MAX)
}

/// Verifies what the ledger holds; receipts that are missing are asked for first, where the
/// platform answers.
async fn proof(client: &Client, known: &Known) -> Result<Verification, DeskError> {
    let kept = verified(known).await;
    let is_whole = kept
        .as_ref()
        .is_ok_and(|proof| proof.state == known.listed.state);
    let (look, _) = client.keeper.look();
    if is_whole || look != Look::Good {
        return kept;
    }
    let asked = known.office.desk().details(known.listed.id);
    match tokio::time::timeout(GLANCE, asked).await {
        Ok(Ok(_)) => verified(known).await,
        // What is kept is shown all the same.
        Ok(Err(error)) if kept.is_err() => Err(error),
        Ok(Err(_)) | Err(_) => kept,
    }
}

async fn verified(known: &Known) -> Result<Verification, DeskError> {
    let desk = Arc::clone(known.office.desk());
    let (side, id) = (known.side, known.listed.id);
    let proven = tokio::task::spawn_blocking(move || {
        let folder = desk.ledger().message(side, id);
        verify(folder.path(), desk.profile().anchors())
    });
    proven.await.map_err(DeskError::BrokenOff)?
}

fn without_proof(error: &DeskError) -> Banner {
    if matches!(error, DeskError::NothingToVerify { .. }) {
        return Banner::new(Tone::Info, "受領証は、まだこのパソコンにありません。")
            .text("連携基盤に接続しているときにこの画面を開くと、受領証を取り寄せて確認します。");
    }
    Told::from(error).banner_with_code(Tone::Error)
}

fn without_changes(error: &DeskError) -> Banner {
    let told = Told::from(error);
    Banner::new(Tone::Warning, "前回のメッセージと比べることができません。")
        .text(format!("{}{}", told.what, told.hint))
        .text(format!("エラーコード：{}", told.code))
}

fn entries(known: &Known, proof: Option<&Verification>) -> Vec<Entry> {
    let listed = &known.listed;
    let (partner, at, state) = match known.side {
        Side::Sent => ("宛先", "送信日時", show::sent_state(listed.state)),
        Side::Received => ("送信元", "届いた日時", show::received_state(listed.state)),
    };
    let service = service::of_message(listed);
    // The first state is as old as the message, which stands above it.
    let since = match listed.state {
        MessageState::Accepted => String::new(),
        _ => show::moment(listed.state_at),
    };
    let mut entries = vec![
        Entry::new(partner, show::office(&listed.partner_name, listed.partner)),
        Entry::new(at, show::moment(listed.accepted_at)),
        Entry::new("状態", since).tag(state),
        Entry::new(
            "内容",
            match listed.files {
                0 => "メッセージのみです。ファイルはありません。".to_owned(),
                files => format!("{files}個　{}", show::size(listed.bytes)),
            },
        ),
    ];
    if let Some(service) = service {
        entries.insert(1, Entry::new("サービス", service));
    }
    if let Some(signed) = proof.and_then(|proof| {
        proof
            .signatures
            .iter()
            .find(|one| one.thing == SignedThing::Manifest)
    }) {
        entries.push(Entry::new(
            "署名した者",
            signer(signed.by, &signed.certificate),
        ));
    }
    entries.push(Entry::new("メッセージ番号", listed.id.to_string()));
    entries
}

impl Can {
    fn of(known: &Known, client: &Client) -> Self {
        Self {
            side: known.side,
            state: known.listed.state,
            has_copy: known.office.desk().has_copy(known.listed.id),
            is_kept: client.tools.clock.now() < known.listed.content_until,
        }
    }

    fn withdraw(&self) -> bool {
        self.side == Side::Sent && self.state == MessageState::Accepted
    }

    fn resend(&self) -> bool {
        self.side == Side::Sent && self.has_copy
    }

    fn receive(&self) -> bool {
        let is_open = matches!(self.state, MessageState::Accepted | MessageState::Fetched);
        self.side == Side::Received && is_open
    }

    fn receive_again(&self) -> bool {
        let is_there = self.has_copy || self.is_kept;
        self.side == Side::Received && self.state == MessageState::Opened && is_there
    }
}
