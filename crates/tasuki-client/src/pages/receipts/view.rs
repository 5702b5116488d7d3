//! What a receipt says, and how far it holds, in words.

use std::collections::BTreeMap;

use tasuki_desk::{CheckedReceipt, ReceiptCheck, ReceiptFault, ReceiptStand, receipt_name};
use tasuki_pki::CertificateFacts;
use tasuki_seal::{Container, ReceiptKind, sha256};
use tasuki_standard::FileName;
use tasuki_terms::OfficeNumber;
use tasuki_ui::{Banner, Entry, Tag, Tone};

use crate::answer::with_code;
use crate::pages::message;
use crate::{service, show};

/// A file of the message.
pub(crate) struct FileLine {
    pub(crate) name: String,
    pub(crate) what: &'static str,
    pub(crate) size: String,
    /// SHA-256 in small hexadecimal digits; none where there is no own copy.
    pub(crate) digest: Option<String>,
}

/// What was looked at, and how it stands.
pub(crate) struct CheckLine {
    pub(crate) what: &'static str,
    pub(crate) tag: Tag,
    pub(crate) told: String,
    /// What to do, and the stable code, where it does not hold.
    pub(crate) fault: Option<(String, String)>,
}

pub(crate) fn title(checked: &CheckedReceipt) -> String {
    match &checked.receipt {
        Some(receipt) => format!("受領証（{}）", receipt_name(receipt.kind)),
        None => "受領証".to_owned(),
    }
}

/// How far it holds, in one sentence.
pub(crate) fn banner(checked: &CheckedReceipt) -> Banner {
    if let Some(ReceiptFault { code, what, hint }) = checked.fault() {
        let banner = Banner::new(Tone::Error, "この受領証は、証拠として使えません。");
        return with_code(banner.text(what).text(hint), code);
    }
    match checked.stand(ReceiptCheck::Course) {
        ReceiptStand::Holds => Banner::new(Tone::Success, "この受領証は正しいものです。")
            .text("署名・電子証明書・つながりを、このパソコンで確認しました。"),
        _ => Banner::new(Tone::Info, "この受領証の署名は正しいものです。").text(
            "このパソコンに、このメッセージの記録がありません。送信内容との一致は、送信または受信したパソコンで確認してください。",
        ),
    }
}

/// What it says.
pub(crate) fn entries(
    checked: &CheckedReceipt,
    names: &BTreeMap<OfficeNumber, String>,
) -> Vec<Entry> {
    let Some(receipt) = &checked.receipt else {
        return Vec::new();
    };
    let office = |number: OfficeNumber| {
        let name = names.get(&number).map(String::as_str).unwrap_or_default();
        show::office(name, number)
    };
    let mut entries = vec![
        Entry::new("できごと", happened(receipt.kind)),
        Entry::new("日時", show::exact_moment(receipt.at)),
        Entry::new("メッセージ番号", receipt.message.to_string()),
        Entry::new("送信元", office(receipt.sender)),
        Entry::new("送信先", office(receipt.receiver)),
    ];
    if let Some(manifest) = &checked.manifest {
        let about = [
            Some(show::unit(manifest.unit).to_owned()),
            service::of_manifest(manifest),
            manifest.service_month.map(|month| show::month(Some(month))),
        ];
        let about: Vec<String> = about.into_iter().flatten().collect();
        entries.push(Entry::new("種別", about.join("・")));
    }
    entries.push(Entry::new(
        "送信内容のダイジェスト（SHA-256）",
        receipt.digest.to_string(),
    ));
    entries
}

/// What happened, in one sentence.
const fn happened(kind: ReceiptKind) -> &'static str {
    match kind {
        ReceiptKind::Accepted => "連携基盤が、送信元からこのデータを受け付けました。",
        ReceiptKind::Fetched => "連携基盤が、このデータを送信先に渡しました。",
        ReceiptKind::Opened => "送信先が、このデータを受信し、開けることを確認しました。",
        ReceiptKind::Withdrawn => "送信元が、このデータの送信を取り消しました。",
        ReceiptKind::Expired => {
            "送信先が受信しないまま保存期限を過ぎたため、連携基盤がこのデータの保存を終えました。"
        }
    }
}

/// Who signed, and with what.
pub(crate) fn signature(checked: &CheckedReceipt) -> Vec<Entry> {
    let Some(certificate) = &checked.certificate else {
        return Vec::new();
    };
    let signer = match checked.signer {
        Some(holder) => message::signer(holder, certificate),
        None => "確認できません".to_owned(),
    };
    let mut entries = vec![Entry::new("署名した者", signer)];
    entries.push(Entry::new(
        "電子証明書のシリアル番号",
        certificate.serial_hex(),
    ));
    if let Ok(facts) = CertificateFacts::read(certificate.der()) {
        let until = show::day(facts.valid_until);
        let valid = format!("{}から{until}まで", show::day(facts.valid_from));
        entries.push(Entry::new("電子証明書の発行者", facts.issuer));
        entries.push(Entry::new("電子証明書の有効期間", valid));
    }
    entries
}

impl FileLine {
    /// The files of the message: from the own copy with names and digests, or else from what the sender
    /// signed; none where neither is there.
    pub(crate) fn all(checked: &CheckedReceipt, copy: Option<&Container>) -> Option<Vec<Self>> {
        let manifest = checked.manifest.as_ref()?;
        let size = |bytes: usize| show::size(u64::try_from(bytes).unwrap_or(u64::MAX));
        let Some(copy) = copy else {
            let files = manifest.files.iter().zip(1..);
            let line = |(file, place): (&tasuki_seal::FileFacts, u32)| Self {
                name: format!("{place}個目のファイル"),
                what: file.media.name(),
                size: show::size(file.size),
                digest: None,
            };
            return Some(files.map(line).collect());
        };
        let files = copy.entries.iter();
        Some(
            files
                .map(|file| Self {
                    name: file.name.clone(),
                    what: FileName::parse(&file.name)
                        .map_or_else(|_| file.media.name(), |name| name.kind.name()),
                    size: size(file.bytes.len()),
                    digest: Some(sha256(&file.bytes).to_string()),
                })
                .collect(),
        )
    }
}

impl CheckLine {
    pub(crate) fn all(checked: &CheckedReceipt) -> Vec<Self> {
        let checks = checked.checks.iter();
        checks
            .map(|(check, stand)| match stand {
                ReceiptStand::Holds => Self {
                    what: name(*check),
                    tag: Tag::new(Tone::Success, "確認済"),
                    told: holds(*check).to_owned(),
                    fault: None,
                },
                ReceiptStand::Fails(fault) => Self {
                    what: name(*check),
                    tag: Tag::new(Tone::Error, "正しくない"),
                    told: fault.what.clone(),
                    fault: Some((fault.hint.clone(), fault.code.clone())),
                },
                ReceiptStand::Unknown => Self {
                    what: name(*check),
                    tag: Tag::new(Tone::Plain, "未確認"),
                    told: unknown(*check, checked).to_owned(),
                    fault: None,
                },
            })
            .collect()
    }
}

const fn name(check: ReceiptCheck) -> &'static str {
    match check {
        ReceiptCheck::Signature => "署名",
        ReceiptCheck::Certificate => "電子証明書",
        ReceiptCheck::Signer => "署名した者",
        ReceiptCheck::Message => "送信内容との一致",
        ReceiptCheck::Course => "前の受領証とのつながり",
        ReceiptCheck::Content => "このパソコンの控え",
    }
}

const fn holds(check: ReceiptCheck) -> &'static str {
    match check {
        ReceiptCheck::Signature => "署名されたときから、書き換えられていません。",
        ReceiptCheck::Certificate => "信頼する認証局が発行し、署名の時点で有効でした。",
        ReceiptCheck::Signer => "この受領証に署名すべき者の署名です。",
        ReceiptCheck::Message => "このパソコンに記録のある送信内容についての受領証です。",
        ReceiptCheck::Course => "送信元の署名が正しく、前の受領証から順につながっています。",
        ReceiptCheck::Content => "送信されたときの内容と一致しています。",
    }
}

/// Why something was not looked at.
fn unknown(check: ReceiptCheck, checked: &CheckedReceipt) -> &'static str {
    let is_before = |other: ReceiptCheck| matches!(checked.stand(other), ReceiptStand::Fails(_));
    let fails_before = [
        ReceiptCheck::Signature,
        ReceiptCheck::Certificate,
        ReceiptCheck::Signer,
        ReceiptCheck::Message,
        ReceiptCheck::Course,
    ]
    .into_iter()
    .any(is_before);
    match check {
        _ if fails_before => "ほかに正しくないところがあるため、確認していません。",
        ReceiptCheck::Content if checked.manifest.is_some() => {
            "このパソコンに控えがないため、確認していません。"
        }
        _ => "このパソコンにこのメッセージの記録がないため、確認していません。",
    }
}
