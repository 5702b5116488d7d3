//! `tasuki verify`: 受領証の確認.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_desk::{
    DeskError, LockedProfile, ProfileError, SignedThing, Verification, receipt_name, verify,
};
use tasuki_pki::{Anchors, CertificateRefusal, Holder};
use tasuki_seal::Manifest;

use super::certificate::authority;
use super::given::refuse_special;
use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::show::{self, Table, fields};
use crate::{Args, Exit, Format};

/// 受領証を、通信せずに確認します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki verify [オプション] <受領証>",
    after_help = "\
台帳のメッセージのフォルダーを指定すると、その送受信のすべての署名を確認します。

例: tasuki verify ~/.config/tasuki/ledger/sent/<メッセージ番号>"
)]
pub(crate) struct Typed {
    /// 受領証のファイル、またはメッセージのフォルダー
    #[arg(value_name = "受領証", help_heading = "指定")]
    path: PathBuf,

    /// 認証局の証明書（authority.pem。省略可）
    #[arg(long, value_name = "ファイル", help_heading = "オプション")]
    authority: Option<PathBuf>,
}

#[derive(Serialize)]
struct VerificationJson<'a> {
    manifest: &'a Manifest,
    state: &'static str,
    content_checked: bool,
    signatures: Vec<SignatureJson>,
}

#[derive(Serialize)]
struct SignatureJson {
    thing: &'static str,
    signer: String,
    at: String,
    certificate_serial: String,
}

/// Verifies.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let anchors = anchors(args, typed)?;
    refuse_special(&typed.path)?;
    let verification = verify(&typed.path, &anchors).map_err(|error| {
        if typed.authority.is_some() && names_strangers(&error, &anchors) {
            incomplete()
        } else {
            error.into()
        }
    })?;
    match args.format {
        Format::Json => output.json(&VerificationJson::of(&verification))?,
        Format::Text | Format::Sarif | Format::Csv => output.data(&text(&verification))?,
    }
    Ok(Exit::Done)
}

/// Whether who signed may be of an authority that only a whole bundle names: receipts carry the
/// certificate of their signer alone.
fn names_strangers(error: &DeskError, anchors: &Anchors) -> bool {
    let strange = CertificateRefusal::Foreign.code();
    error.code() == strange && anchors.between().next().is_none()
}

fn incomplete() -> Failure {
    Refusal::wrong_use(
        "use.authority-incomplete",
        "--authority のファイルにはルート証明書だけがあり、署名した電子証明書を発行した認証局の証明書がないため、確認できません。",
        "認証局の証明書をまとめたファイル（authority.pem）を指定してください。連携クライアントの設定フォルダーにあります。",
    )
    .into()
}

fn anchors(args: &Args, typed: &Typed) -> Result<Anchors, Failure> {
    let Some(path) = &typed.authority else {
        return match LockedProfile::read(args.profile_dir()) {
            Ok(profile) => Ok(profile.anchors().clone()),
            Err(ProfileError::Missing { dir }) => Err(Refusal::wrong_use(
                "use.no-authority",
                format!(
                    "設定フォルダーに設定がないため、信頼する認証局が分かりません（{}）。",
                    show::path(&dir)
                ),
                "--authority に認証局の証明書をまとめたファイル（authority.pem）を指定するか、--profile に設定フォルダーを指定してください。",
            )
            .into()),
            Err(error) => Err(DeskError::from(error).into()),
        };
    };
    authority(path)
}

fn text(verification: &Verification) -> String {
    let manifest = &verification.manifest;
    let about = fields(&[
        ("メッセージ番号", manifest.id.to_string()),
        ("送信元", manifest.sender.to_string()),
        ("送信先", manifest.receiver.to_string()),
        (
            "種別",
            show::content(manifest.unit, manifest.files.len()).to_owned(),
        ),
        ("対象年月", show::month(manifest.service_month)),
        ("状態", verification.state.name().to_owned()),
        (
            "内容",
            if verification.content {
                "送信時の内容と一致しています".to_owned()
            } else {
                String::new()
            },
        ),
    ]);
    let mut table = Table::new(&["日時", "署名の対象", "署名者", "証明書のシリアル番号"]);
    for signature in &verification.signatures {
        table.row([
            show::exact_moment(signature.at),
            match signature.thing {
                SignedThing::Manifest => "送信内容".to_owned(),
                SignedThing::Receipt(kind) => format!("受領証（{}）", receipt_name(kind)),
            },
            match signature.by {
                Holder::Office { office, user } => format!("{office} {user}"),
                Holder::Platform => "連携基盤".to_owned(),
            },
            signature.serial.clone(),
        ]);
    }
    format!("すべての署名を確認しました。\n{about}\n\n{}", table.text())
}

impl<'a> VerificationJson<'a> {
    fn of(verification: &'a Verification) -> Self {
        Self {
            manifest: &verification.manifest,
            state: verification.state.as_str(),
            content_checked: verification.content,
            signatures: verification
                .signatures
                .iter()
                .map(|signature| SignatureJson {
                    thing: match signature.thing {
                        SignedThing::Manifest => "manifest",
                        SignedThing::Receipt(kind) => kind.state().as_str(),
                    },
                    signer: signature.by.to_string(),
                    at: signature.at.to_string(),
                    certificate_serial: signature.serial.clone(),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The golden message of `tasuki-seal`, as a folder of a ledger.
    fn verified() -> Verification {
        let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/seal");
        let dir = tempfile::tempdir().unwrap();
        for (from, to) in [
            ("envelope.bin", "envelope"),
            ("receipt-accepted.der", "01-accepted.receipt"),
            ("receipt-fetched.der", "02-fetched.receipt"),
            ("receipt-opened.der", "03-opened.receipt"),
        ] {
            fs_err::copy(format!("{golden}/{from}"), dir.path().join(to)).unwrap();
        }
        let pem = fs_err::read_to_string(format!("{golden}/authority.pem")).unwrap();
        verify(dir.path(), &Anchors::from_pem(&pem).unwrap()).unwrap()
    }

    #[test]
    fn what_was_verified_is_shown_with_all_who_signed() {
        insta::assert_snapshot!(text(&verified()));
    }

    #[test]
    fn what_was_verified_in_json() {
        insta::assert_json_snapshot!(VerificationJson::of(&verified()));
    }
}
