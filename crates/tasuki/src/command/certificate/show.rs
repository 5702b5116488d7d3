//! `tasuki certificate show`: 確認.

use std::sync::Arc;

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_desk::{
    DeskError, KeyringError, Lock, LockedProfile, NoPassword, Patience, Platform, PlatformError,
    ProfileError,
};
use tasuki_pki::CertificateFacts;
use tasuki_terms::{Clock as _, SystemClock, Timestamp, day_in_japan};

use super::facts::{FactsJson, lines};
use crate::ask::{Password, unlock_password};
use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::show::fields;
use crate::{Args, Exit, Format};

/// インストールされている電子証明書を表示します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki certificate show [オプション]",
    after_help = "\
失効していないかどうかを、連携基盤に接続して確認します。
電子証明書を使用できない場合は、終了コードが1になります。"
)]
pub(crate) struct Typed {
    /// 連携基盤に接続せずに、有効期間と発行者だけを確認します
    #[arg(long, help_heading = "オプション")]
    offline: bool,
}

#[derive(Serialize)]
struct ShownJson {
    #[serde(flatten)]
    facts: FactsJson,
    usable: bool,
    /// Whether the platform was asked, too.
    asked: bool,
    reason: Option<String>,
}

/// What is known of a certificate now.
#[derive(Debug)]
enum Standing {
    /// The platform takes it.
    Taken,
    /// It is valid by its dates and its authority; the platform was not asked, and why.
    Valid(Unasked),
    /// It cannot be used, by its dates, its authority or its holder.
    Refused(ProfileError),
    /// The platform does not take it.
    Rejected(PlatformError),
}

/// Why the platform was not asked, or did not tell.
#[derive(Debug)]
enum Unasked {
    /// Nobody wished it.
    Offline,
    /// The key cannot be unlocked, since nobody can be asked for the password.
    Locked,
    /// It could not be reached, or is not believed.
    Failed(PlatformError),
}

/// Shows the profile's certificate, and whether it can be used now.
pub(super) async fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let profile = LockedProfile::read(args.profile_dir()).map_err(DeskError::from)?;
    let facts = CertificateFacts::read(profile.certificate())
        .map_err(|refusal| DeskError::from(ProfileError::Certificate(refusal)))?;
    let now = SystemClock.now();
    let standing = match profile.check(now) {
        Err(error) => Standing::Refused(error),
        Ok(()) if typed.offline => Standing::Valid(Unasked::Offline),
        Ok(()) => ask(args, profile).await?,
    };
    match args.format {
        Format::Json => output.json(&ShownJson {
            facts: FactsJson::of(&facts),
            usable: standing.is_usable(),
            asked: matches!(standing, Standing::Taken | Standing::Rejected(_)),
            reason: standing.reason().map(str::to_owned),
        })?,
        Format::Text | Format::Sarif | Format::Csv => {
            output.data(&text(&facts, &standing, now))?;
        }
    }
    Ok(if standing.is_usable() {
        Exit::Done
    } else {
        Exit::Refused
    })
}

/// Asks the platform whether it takes the certificate.
async fn ask(args: &Args, profile: LockedProfile) -> Result<Standing, DeskError> {
    let password = match unlock_password(args, Some(&profile)) {
        Err(DeskError::Profile(ProfileError::Keyring(KeyringError::Password(
            NoPassword::NobodyToAsk,
        )))) => return Ok(Standing::Valid(Unasked::Locked)),
        other => other?,
    };
    let profile = profile.unlock(&Lock::new(&password))?;
    let never_asked = Arc::new(Password::of(&profile));
    let platform = Platform::new(
        &profile,
        never_asked,
        Arc::new(SystemClock),
        Patience::default(),
    )?;
    Ok(match platform.greet().await {
        Ok(_) => Standing::Taken,
        Err(error) if error.code().starts_with("certificate.") => Standing::Rejected(error),
        Err(error) => Standing::Valid(Unasked::Failed(error)),
    })
}

impl Standing {
    const fn is_usable(&self) -> bool {
        matches!(self, Self::Taken | Self::Valid(_))
    }

    /// The code of what stands against it, or of why the platform did not tell.
    fn reason(&self) -> Option<&str> {
        match self {
            Self::Taken | Self::Valid(Unasked::Offline | Unasked::Locked) => None,
            Self::Valid(Unasked::Failed(error)) | Self::Rejected(error) => Some(error.code()),
            Self::Refused(error) => Some(error.code()),
        }
    }
}

fn text(facts: &CertificateFacts, standing: &Standing, now: Timestamp) -> String {
    let left = day_in_japan(facts.valid_until) - day_in_japan(now);
    let left = left.get_days();
    let unasked = |why: &str| {
        format!("有効期間内です（あと{left}日）。失効していないかどうかは、{why}確認していません。")
    };
    let state = match standing {
        Standing::Taken => {
            format!("使用できます（あと{left}日）。連携基盤に接続して確認しました。")
        }
        Standing::Valid(Unasked::Offline) => unasked("--offline が指定されたため"),
        Standing::Valid(Unasked::Locked) => {
            unasked("クライアントのパスワード（--unlock-file）が指定されていないため")
        }
        Standing::Valid(Unasked::Failed(error)) => {
            format!("{}{}", unasked("次の理由により"), error.what())
        }
        Standing::Refused(error) => format!("使用できません。{}{}", error.what(), error.hint()),
        Standing::Rejected(error) => {
            format!("使用できません。{}{}", error.what(), error.hint())
        }
    };
    let mut about = vec![("状態", state)];
    about.extend(lines(facts));
    fields(&about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasuki_terms::CertificateClass;

    use tasuki_pki::{CertificateRefusal, Holder};

    #[test]
    fn what_is_shown_says_whose_it_is_and_until_when() {
        let office = "1370000001".parse().unwrap();
        let user = "KJ137000000101".parse().unwrap();
        let facts = CertificateFacts {
            organization: "訪問介護ひまわり".to_owned(),
            common: "KJ137000000101".to_owned(),
            issuer: "襷町認証局".to_owned(),
            class: Some(CertificateClass::CarePlan),
            holder: Some(Holder::Office { office, user }),
            serial_hex: "0a1b".to_owned(),
            valid_from: "2026-11-20T15:00:00Z".parse().unwrap(),
            valid_until: "2029-11-21T14:59:59Z".parse().unwrap(),
            sha256: [0xab; 32],
            sha1: [0xcd; 20],
        };
        let now = "2029-11-01T03:00:00Z".parse().unwrap();
        let revoked = tasuki_wire::Code::CertificateRevoked.problem("1");
        let unreached = PlatformError::Unexplained { status: 502 };
        let told: Vec<String> = [
            Standing::Taken,
            Standing::Valid(Unasked::Offline),
            Standing::Valid(Unasked::Locked),
            Standing::Valid(Unasked::Failed(unreached)),
            Standing::Refused(ProfileError::Certificate(CertificateRefusal::Expired)),
            Standing::Rejected(PlatformError::Refused(Box::new(revoked))),
        ]
        .iter()
        .map(|standing| text(&facts, standing, now))
        .collect();
        insta::assert_snapshot!(told.join("\n\n"));
        insta::assert_json_snapshot!(FactsJson::of(&facts));
    }
}
