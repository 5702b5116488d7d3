//! `tasuki certificate request`: 発行申請の準備.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_desk::{CredentialError, DeskError, request_certificate};
use tasuki_seal::SystemEntropy;
use tasuki_terms::UserId;

use super::secret;
use crate::cli::{HELP, user};
use crate::failure::Failure;
use crate::output::Output;
use crate::show;
use crate::{Args, Exit, Format};

/// 秘密鍵と、電子証明書の発行申請のファイルを作成します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki certificate request [オプション]",
    after_help = "\
秘密鍵はパスフレーズで暗号化され、この端末から出ません。
.csr のファイルだけを送信してください。

例: tasuki certificate request --user KJ137000000101 --to 申請"
)]
pub(crate) struct Typed {
    /// 事業所ユーザのユーザID
    #[arg(long, value_name = "ユーザID", value_parser = user, help_heading = "指定")]
    user: UserId,

    /// ファイルを作成するフォルダー
    #[arg(long, value_name = "フォルダー", help_heading = "指定")]
    to: PathBuf,

    /// パスフレーズを1行目に書いたファイル
    #[arg(long, value_name = "ファイル", help_heading = "オプション")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct RequestJson {
    request: String,
    key: String,
}

/// Makes key and request.
pub(super) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let passphrase = match &typed.passphrase_file {
        Some(file) => secret::of_file(file),
        None => secret::new_passphrase(),
    };
    let passphrase =
        passphrase.map_err(|error| DeskError::from(CredentialError::Password(error)))?;
    let files = request_certificate(&typed.user, &typed.to, &passphrase, &SystemEntropy)
        .map_err(DeskError::from)?;
    let (request, key) = (show::path(&files.request), show::path(&files.key));
    match args.format {
        Format::Json => output.json(&RequestJson { request, key })?,
        Format::Text | Format::Sarif | Format::Csv => output.data(&format!(
            "秘密鍵と発行申請のファイルを作成しました。\n{}\n\n\
             発行申請のファイルを、電子請求受付システムの証明書の画面で送信してください。\n\
             秘密鍵とパスフレーズは、発行された電子証明書のインストールに必要です。\n\
             ほかの人に渡さず、インストールするまで保管してください。",
            show::fields(&[("発行申請", request), ("秘密鍵", key)])
        ))?,
    }
    Ok(Exit::Done)
}
