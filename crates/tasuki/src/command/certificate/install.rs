//! `tasuki certificate install`: インストール.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use secrecy::SecretString;
use tasuki_desk::{
    Credential, DeskError, Installation, Lock, Locked, LockedProfile, NoPassword, Profile,
    ProfileError, Trust,
};
use tasuki_terms::{Clock as _, SystemClock};
use zeroize::Zeroizing;

use super::super::given::GivenFile;
use super::facts::{FactsJson, lines};
use super::{LARGEST, authority, secret};
use crate::ask::unlock_password;
use crate::cli::{HELP, thumbprint};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::{self, fields};
use crate::{Args, Exit, Format};

mod missing;

/// 発行された電子証明書を、設定フォルダーにインストールします。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki certificate install [オプション] <ファイル>...",
    after_help = "\
最初は --platform と、--thumbprint または --authority を指定します。

例: tasuki certificate install KJ137000000101.p12 --platform https://…
    tasuki certificate install KJ137000000101.pem 申請/KJ137000000101.key"
)]
pub(crate) struct Typed {
    /// .p12 のファイル、または .pem と .key のファイル
    #[arg(value_name = "ファイル", required = true, help_heading = "指定")]
    files: Vec<PathBuf>,

    /// 連携基盤のアドレス（最初の設定に必要です）
    #[arg(long, value_name = "アドレス", help_heading = "オプション")]
    platform: Option<String>,

    /// 信頼するルート証明書
    #[arg(long, value_name = "ファイル", help_heading = "オプション")]
    authority: Option<PathBuf>,

    /// 確認したルート証明書の拇印（SHA-256）
    #[arg(
        long,
        value_name = "拇印",
        value_parser = thumbprint,
        conflicts_with = "authority",
        help_heading = "オプション"
    )]
    thumbprint: Option<[u8; 32]>,

    /// パスワードを1行目に書いたファイル
    #[arg(long, value_name = "ファイル", help_heading = "オプション")]
    password_file: Option<PathBuf>,
}

/// Installs.
pub(super) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let read = |path: &PathBuf| {
        let bytes = GivenFile::new(path.clone()).read_at_most(LARGEST)?;
        Ok::<_, Failure>((path.clone(), Zeroizing::new(bytes)))
    };
    let files = typed
        .files
        .iter()
        .map(read)
        .collect::<Result<Vec<_>, _>>()?;
    let anchors = match &typed.authority {
        Some(path) => Some(authority(path)?),
        None => None,
    };
    let trust = match (&anchors, typed.thumbprint) {
        (Some(anchors), _) => Trust::Authority(anchors),
        (None, Some(digest)) => Trust::Thumbprint(digest),
        (None, None) => Trust::AsBefore,
    };
    let dir = args.profile_dir();
    let known = match LockedProfile::read(&dir) {
        Ok(known) => Some(known),
        Err(ProfileError::Missing { .. }) => None,
        Err(error) => return Err(DeskError::from(error).into()),
    };

    let credential = Credential::read(&files, &|locked| password(typed, locked));
    if known.is_none() {
        missing::refuse(args, typed, credential.as_ref())?;
    }
    let credential = credential.map_err(DeskError::from)?;
    let how = Installation {
        platform: typed.platform.as_deref(),
        trust,
        ..Installation::default()
    };
    let password = unlock_password(args, known.as_ref())?;
    let lock = Lock::new(&password);
    let profile = Profile::install(&dir, &credential, how, &lock, SystemClock.now())?;
    let facts = credential.facts().map_err(DeskError::from)?;
    match args.format {
        Format::Json => output.json(&FactsJson::of(&facts))?,
        Format::Text | Format::Sarif | Format::Csv => {
            let mut about = lines(&facts);
            about.push(("設定フォルダー", show::path(profile.dir())));
            about.push(("接続先", profile.platform().to_string()));
            output.data(&format!(
                "電子証明書をインストールしました。\n{}",
                fields(&about)
            ))?;
        }
    }
    Ok(Exit::Done)
}

fn password(typed: &Typed, locked: Locked) -> Result<SecretString, NoPassword> {
    match &typed.password_file {
        Some(file) => secret::of_file(file),
        None => secret::ask(locked),
    }
}
