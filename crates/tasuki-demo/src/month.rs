//! One month: plans (予定) go out, actuals (実績) come back.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tasuki_desk::{
    Desk, Draft, DraftFile, Received, SentMessage, Side, SignedThing, TrustedReceipt,
};
use tasuki_pki::Holder;
use tasuki_seal::{Manifest, ReceiptKind};
use tasuki_standard::generate::{Parties, Plan};
use tasuki_terms::{MessageId, MessageState, ServiceMonth, ServiceType, Timestamp};

use crate::calendar;
use crate::delivery::{Cargo, Delivery, SentFile};
use crate::failure::Trouble;
use crate::lang::Lang;
use crate::leaflet;
use crate::report::Report;
use crate::town::{Members, Role};
use crate::words;

/// The people in one plan.
const USERS: u16 = 2;

/// What is exchanged with one service of one office in the month.
///
/// The day-service office also rents equipment, and gets two messages: a file has one sender and
/// one receiver, each an office number *and* a service type (V4.1, ファイル作成単位), and all files
/// of a sending unit name the same two. Their people are different ones, so that each plan shows
/// all services of a person, as the standard demands (V4.1, 2.6).
struct Service {
    role: Role,
    code: &'static str,
    /// Whether the leaflet goes with the plan; each office gets it once.
    leaflet: bool,
}

const SERVICES: [Service; 3] = [
    Service {
        role: Role::Helper,
        code: "11",
        leaflet: true,
    },
    Service {
        role: Role::Day,
        code: "15",
        leaflet: true,
    },
    Service {
        role: Role::Day,
        code: "17",
        leaflet: false,
    },
];

/// What the month is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script {
    /// The seed: the same seed and month give the same files.
    pub(crate) seed: u64,
    /// The service month.
    pub(crate) month: ServiceMonth,
}

/// A message that was sent and not received yet.
struct Posted {
    sent: SentMessage,
    cargo: Cargo,
    service: ServiceType,
    from: Role,
    to: Role,
    files: Vec<SentFile>,
    text: String,
}

/// A message before it is sent.
struct Letter {
    cargo: Cargo,
    service: ServiceType,
    from: Role,
    to: Role,
    files: Vec<SentFile>,
    /// What else is to be told of it: the name of a field, and its value.
    remark: Option<(&'static str, String)>,
}

/// Plays the month.
pub(crate) async fn play<W: Write>(
    report: &mut Report<W>,
    members: &mut Members,
    script: Script,
    folder: &Path,
) -> Result<Vec<Delivery>, Trouble> {
    let lang = report.lang();
    let mut plans = Vec::new();
    for (service, number) in SERVICES.iter().zip(0..) {
        plans.push((service, plan(members, service, script, number)?));
    }

    report.heading(lang.of("予定を送る", "The plans go out"))?;
    report.space()?;
    report.text(words::why_two(lang))?;
    let mut posted = Vec::new();
    for ((service, plan), number) in plans.iter().zip(1..) {
        let stamp = calendar::planned(script.month, number)?;
        let mut files = sent_files(plan.files(&stamp)?);
        if service.leaflet {
            files.push(SentFile {
                name: leaflet::NAME.to_owned(),
                bytes: leaflet::pdf(),
            });
        }
        let letter = Letter {
            cargo: Cargo::Plan,
            service: code(service)?,
            from: Role::Manager,
            to: service.role,
            files,
            remark: None,
        };
        posted.push(send(report, members, script, letter).await?);
    }

    report.heading(lang.of("予定を受け取る", "The plans arrive"))?;
    let mut deliveries = Vec::new();
    for one in posted {
        deliveries.push(receive(report, members, one, folder).await?);
    }

    report.heading(lang.of("実績を返す", "The actuals go back"))?;
    let mut posted = Vec::new();
    for ((service, plan), number) in plans.iter().zip(1..) {
        let actual = plan.actual(script.seed);
        let stamp = calendar::delivered(script.month, number)?;
        let letter = Letter {
            cargo: Cargo::Actual,
            service: code(service)?,
            from: service.role,
            to: Role::Manager,
            files: sent_files(actual.files(&stamp)?),
            remark: Some((
                lang.of("変更点", "Changes"),
                words::changes(lang, actual.changes()),
            )),
        };
        posted.push(send(report, members, script, letter).await?);
    }

    report.heading(lang.of("実績を受け取る", "The actuals arrive"))?;
    for one in posted {
        deliveries.push(receive(report, members, one, folder).await?);
    }
    Ok(deliveries)
}

/// Plans the month of the people of one service; each service has its own seed.
fn plan(
    members: &Members,
    service: &Service,
    script: Script,
    number: u64,
) -> Result<Plan, Trouble> {
    let services = SERVICES.len() as u64;
    let seed = script.seed.wrapping_mul(services).wrapping_add(number);
    let manager = manager_service()?;
    let parties = Parties {
        manager: members.manager.in_files(manager),
        service: members.of(service.role).in_files(code(service)?),
        others: Vec::new(),
    };
    Ok(Plan::generate(seed, &parties, script.month, USERS)?)
}

fn manager_service() -> Result<ServiceType, Trouble> {
    Ok("43".parse().map_err(anyhow::Error::from)?)
}

fn code(service: &Service) -> Result<ServiceType, Trouble> {
    Ok(service.code.parse().map_err(anyhow::Error::from)?)
}

fn sent_files(files: Vec<(String, Vec<u8>)>) -> Vec<SentFile> {
    files
        .into_iter()
        .map(|(name, bytes)| SentFile { name, bytes })
        .collect()
}

/// One office sends a message.
async fn send<W: Write>(
    report: &mut Report<W>,
    members: &Members,
    script: Script,
    letter: Letter,
) -> Result<Posted, Trouble> {
    let lang = report.lang();
    let (from, to) = (members.of(letter.from), members.of(letter.to));
    let text = words::letter(letter.cargo, script.month, letter.service);
    let step = report.begin();
    let draft = Draft {
        files: letter
            .files
            .iter()
            .map(|file| DraftFile {
                name: file.name.clone(),
                bytes: file.bytes.clone(),
            })
            .collect(),
        text: Some(text.clone()),
        ..Draft::default()
    };
    let sent = from.desk()?.send(draft).await?;

    let cargo = words::cargo(lang, letter.cargo);
    let (from_name, to_name) = (from.called(lang), to.called(lang));
    let title = match lang {
        Lang::Ja => format!("{from_name}から{to_name}へ{cargo}を送信"),
        Lang::En => format!("The {from_name} sends the {cargo} to the {to_name}"),
    };
    report.done(step, &title)?;
    report.field(lang.of("番号", "Message"), &sent.id.to_string())?;
    let content = words::content(lang, letter.cargo, letter.service, usize::from(USERS));
    report.field(lang.of("内容", "Content"), &content)?;
    if let Some((name, value)) = &letter.remark {
        report.field(name, value)?;
    }
    report.field(lang.of("メッセージ", "Text"), &format!("「{text}」"))?;
    report.field(lang.of("ファイル", "Files"), &sealed(lang, &sent.manifest))?;
    for file in &letter.files {
        report.file(&file.name, file.bytes.len() as u64)?;
    }
    signature(
        report,
        lang.of("署名", "Signed by"),
        (from_name, SignedThing::Manifest, sent.manifest.created_at),
    )?;
    receipt(report, members, "", &sent.receipt)?;
    Ok(Posted {
        sent,
        cargo: letter.cargo,
        service: letter.service,
        from: letter.from,
        to: letter.to,
        files: letter.files,
        text,
    })
}

/// Number and sizes of the files, in the open and sealed.
fn sealed(lang: Lang, manifest: &Manifest) -> String {
    let count = manifest.files.len();
    let bytes = manifest.files.iter().map(|file| file.size).sum();
    let (open, sealed) = (words::size(bytes), words::size(manifest.sealed_size));
    match lang {
        Lang::Ja => format!("{count}個、{open}（圧縮・暗号化して{sealed}）"),
        Lang::En if count == 1 => format!("1 file, {open} (compressed and sealed: {sealed})"),
        Lang::En => format!("{count} files, {open} (compressed and sealed: {sealed})"),
    }
}

/// The other office learns of it, receives, verifies and saves it; the sender learns that.
async fn receive<W: Write>(
    report: &mut Report<W>,
    members: &mut Members,
    posted: Posted,
    folder: &Path,
) -> Result<Delivery, Trouble> {
    let lang = report.lang();
    let id = posted.sent.id;
    let step = report.begin();
    let receiver = members.of_mut(posted.to);
    let heard = receiver.ear()?.wait(id, MessageState::Accepted).await?;
    let name = match posted.cargo {
        Cargo::Plan => format!("plan-{}", posted.service),
        Cargo::Actual => format!("actual-{}", posted.service),
    };
    let target = receiver.received(&name);
    let got = receiver.desk()?.receive(id, &target).await?;
    let opened = got.receipts.last().map_or(heard, |one| one.receipt.at);
    let told = members
        .of_mut(posted.from)
        .ear()?
        .wait(id, MessageState::Opened)
        .await?;

    let (sender, receiver) = (members.of(posted.from), members.of(posted.to));
    let (cargo, by) = (words::cargo(lang, posted.cargo), receiver.called(lang));
    let title = match lang {
        Lang::Ja => format!("{by}が{cargo}を受信"),
        Lang::En => format!("The {by} receives the {cargo}"),
    };
    report.done(step, &title)?;
    report.field(lang.of("番号", "Message"), &id.to_string())?;
    let accepted = posted.sent.receipt.receipt.at;
    let learnt = words::learnt(lang, between(accepted, heard));
    report.field(lang.of("知らせ", "News"), &learnt)?;
    report.field(
        lang.of("確認", "Verified"),
        lang.of(
            "送信元の署名、連携基盤の受領証、内容の照合値",
            "the sender's signature, the platform's receipt, the digests",
        ),
    )?;
    let shown = target.strip_prefix(folder).unwrap_or(&target);
    report.field(
        lang.of("保存", "Saved"),
        &saved(lang, &got, &shown.display().to_string()),
    )?;
    let mut label = lang.of("署名", "Signed by");
    for one in &got.receipts {
        if one.receipt.kind != ReceiptKind::Accepted {
            receipt(report, members, label, one)?;
            label = "";
        }
    }
    let knows = words::knows(lang, between(opened, told));
    report.field(lang.of("送信元", "Sender"), &knows)?;
    Ok(Delivery {
        id,
        cargo: posted.cargo,
        service: posted.service,
        sender: sender.number(),
        receiver: receiver.number(),
        step: step.number,
        files: posted.files,
        text: posted.text,
        folder: target,
        text_file: got.text_file,
        sent: posted.sent.folder,
        received: received_folder(receiver.desk()?, id),
    })
}

fn received_folder(desk: &Desk, id: MessageId) -> PathBuf {
    let folder = desk.ledger().message(Side::Received, id);
    folder.path().to_owned()
}

/// How many files were saved where.
fn saved(lang: Lang, got: &Received, place: &str) -> String {
    let count = got.files.len();
    match lang {
        Lang::Ja => format!("{place} に{count}個とメッセージ"),
        Lang::En if count == 1 => format!("1 file and the text in {place}"),
        Lang::En => format!("{count} files and the text in {place}"),
    }
}

/// Who signed a receipt, and when.
fn receipt<W: Write>(
    report: &mut Report<W>,
    members: &Members,
    label: &str,
    receipt: &TrustedReceipt,
) -> Result<(), Trouble> {
    let lang = report.lang();
    let by = match receipt.signer {
        Holder::Platform => words::platform(lang).to_owned(),
        Holder::Office { office, .. } => members
            .named(office)
            .map_or_else(|| office.to_string(), |one| one.called(lang).to_owned()),
    };
    let receipt = &receipt.receipt;
    let thing = SignedThing::Receipt(receipt.kind);
    signature(report, label, (&by, thing, receipt.at))
}

fn signature<W: Write>(
    report: &mut Report<W>,
    label: &str,
    (by, thing, at): (&str, SignedThing, Timestamp),
) -> Result<(), Trouble> {
    let text = words::signature(report.lang(), by, thing);
    Ok(report.field_with(label, &text, &words::moment(at))?)
}

/// The time from one moment to another; both are told by this machine.
fn between(from: Timestamp, until: Timestamp) -> Duration {
    until
        .duration_since(from)
        .try_into()
        .unwrap_or(Duration::ZERO)
}
