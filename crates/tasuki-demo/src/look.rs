//! Looking at what is there after the month: folders, ledgers and lists.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use tasuki_desk::{Query, SignedThing};
use tasuki_pki::{Anchors, Holder};
use tasuki_terms::{MessageId, MessageState};

use crate::checks::{self, Difference, End, Fault, TEXT};
use crate::delivery::{Delivery, SentFile};
use crate::failure::{Trouble, chain};
use crate::report::Report;
use crate::town::Members;
use crate::width::{left, right};
use crate::words;

/// What was looked at and holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Held {
    files: usize,
    signatures: usize,
}

/// Looks at everything, tells what holds, and returns what does not.
pub(crate) async fn at_everything<W: Write>(
    report: &mut Report<W>,
    members: &Members,
    deliveries: &[Delivery],
) -> Result<Vec<Fault>, Trouble> {
    let lang = report.lang();
    report.heading(lang.of("確認", "The check"))?;
    let step = report.begin();
    let states = outboxes(members, deliveries).await?;
    let mut faults = Vec::new();
    let mut rows = Vec::new();
    let mut all = Held::default();
    for delivery in deliveries {
        let anchors = members.manager.desk()?.profile().anchors();
        let state = states.get(&delivery.id).copied();
        let (held, mut differences) = at_one(delivery, anchors)?;
        differences.extend(checks::state(state));
        faults.extend(differences.into_iter().map(|difference| Fault {
            step: delivery.step,
            message: delivery.id,
            difference,
        }));
        all.files += held.files;
        all.signatures += held.signatures;
        rows.push((delivery, held, state));
    }
    report.done(
        step,
        lang.of(
            "送ったものと届いたものを照合",
            "What was sent is compared with what arrived",
        ),
    )?;
    report.row(&[
        left(lang.of("番号", "Message"), 36),
        left(lang.of("内容", "Content"), 10),
        right(lang.of("ファイル", "Files"), 8),
        right(lang.of("署名", "Signed"), 6),
        left(lang.of("状態", "Outbox"), 6),
    ])?;
    for (delivery, held, state) in rows {
        let cargo = words::cargo(lang, delivery.cargo);
        let signatures = 2 * checks::THINGS.len();
        report.row(&[
            left(&delivery.id.to_string(), 36),
            left(&format!("{cargo} {}", delivery.service), 10),
            right(&format!("{}/{}", held.files, delivery.files.len()), 8),
            right(&format!("{}/{signatures}", held.signatures), 6),
            left(&words::state(lang, state), 6),
        ])?;
    }
    if faults.is_empty() {
        report.space()?;
        for (name, value) in words::held(lang, all.files, all.signatures) {
            report.field(name, &value)?;
        }
    }
    Ok(faults)
}

/// The states that the senders' outboxes show. The receipts that came since sending are saved in
/// the senders' ledgers, where they can be verified without the platform from now on.
async fn outboxes(
    members: &Members,
    deliveries: &[Delivery],
) -> Result<BTreeMap<MessageId, MessageState>, Trouble> {
    let mut states = BTreeMap::new();
    for member in members.all() {
        let listed = member.desk()?.outbox_pages(Query::default()).all().await?;
        states.extend(listed.into_iter().map(|one| (one.id, one.state)));
    }
    for delivery in deliveries {
        if let Some(sender) = members.named(delivery.sender) {
            sender.desk()?.details(delivery.id).await?;
        }
    }
    Ok(states)
}

/// Looks at one message: the files that were saved, and the ledgers of both offices. The platform
/// is not asked.
pub(crate) fn at_one(
    delivery: &Delivery,
    anchors: &Anchors,
) -> Result<(Held, Vec<Difference>), Trouble> {
    let mut sent = delivery.files.clone();
    sent.push(SentFile {
        name: TEXT.to_owned(),
        bytes: delivery.text.clone().into_bytes(),
    });
    let mut differences = checks::files(&sent, &found(delivery)?);
    let wrong: BTreeSet<&str> = differences.iter().filter_map(named).collect();
    let is_right = |file: &&SentFile| !wrong.contains(file.name.as_str());
    let files = delivery.files.iter().filter(is_right).count();
    let mut signatures = 0;
    for (side, folder) in [
        (End::Sender, &delivery.sent),
        (End::Receiver, &delivery.received),
    ] {
        match tasuki_desk::verify(folder, anchors) {
            Ok(verified) => {
                let signed: Vec<(SignedThing, Holder)> = verified
                    .signatures
                    .iter()
                    .map(|one| (one.thing, one.by))
                    .collect();
                let wrong = checks::signatures(delivery, side, &signed);
                signatures += checks::THINGS.len() - wrong.len();
                differences.extend(wrong);
                if side == End::Sender && !verified.content {
                    differences.push(Difference::NoContent);
                }
            }
            Err(error) => differences.push(Difference::NotVerified {
                side,
                ja: error.what(),
                en: chain(&error),
            }),
        }
    }
    Ok((Held { files, signatures }, differences))
}

fn named(difference: &Difference) -> Option<&str> {
    match difference {
        Difference::FileMissing { file }
        | Difference::FileNotSent { file }
        | Difference::FileChanged { file, .. } => Some(file),
        _ => None,
    }
}

/// The files that were saved, read from disk again; the text goes by a fixed name.
fn found(delivery: &Delivery) -> Result<BTreeMap<String, Vec<u8>>, Trouble> {
    let mut found = BTreeMap::new();
    for entry in fs_err::read_dir(&delivery.folder)? {
        let path = entry?.path();
        let name = if is_text(delivery, &path) {
            TEXT.to_owned()
        } else {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        found.insert(name, fs_err::read(&path)?);
    }
    Ok(found)
}

fn is_text(delivery: &Delivery, path: &std::path::Path) -> bool {
    delivery
        .text_file
        .as_ref()
        .is_some_and(|text| text.file_name() == path.file_name())
}

#[cfg(test)]
mod tests;
