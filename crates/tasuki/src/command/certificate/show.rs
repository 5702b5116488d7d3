//! `tasuki certificate show`: 確認.

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_desk::{DeskError, LockedProfile, ProfileError};
use tasuki_pki::CertificateFacts;
use tasuki_terms::{CertificateClass, Clock as _, SystemClock, Timestamp, day_in_japan};

use super::facts::{FactsJson, lines};
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
電子証明書を使用できない場合は、終了コードが1になります。"
)]
pub(crate) struct Typed {}

#[derive(Serialize)]
struct ShownJson {
    #[serde(flatten)]
    facts: FactsJson,
    usable: bool,
    reason: Option<String>,
}

/// Shows the profile's certificate, and whether it can be used now.
pub(super) fn run(args: &Args, _typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let profile = LockedProfile::read(args.profile_dir()).map_err(DeskError::from)?;
    let facts = CertificateFacts::read(profile.certificate())
        .map_err(|refusal| DeskError::from(ProfileError::Certificate(refusal)))?;
    let now = SystemClock.now();
    let refused = profile.check(now).err();
    match args.format {
        Format::Json => output.json(&ShownJson {
            facts: FactsJson::of(&facts),
            usable: refused.is_none(),
            reason: refused.as_ref().map(|error| error.code().to_owned()),
        })?,
        Format::Text | Format::Sarif | Format::Csv => {
            output.data(&text(&facts, refused.as_ref(), now))?;
        }
    }
    Ok(match refused {
        None => Exit::Done,
        Some(_) => Exit::Refused,
    })
}

fn text(facts: &CertificateFacts, refused: Option<&ProfileError>, now: Timestamp) -> String {
    let state = match refused {
        None => {
            let left = day_in_japan(facts.valid_until) - day_in_japan(now);
            format!("使用できます（あと{}日）", left.get_days())
        }
        Some(error) => format!("使用できません。{}{}", error.what(), error.hint()),
    };
    let mut about = vec![("状態", state)];
    about.extend(lines(facts));
    fields(&about)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let refused = ProfileError::Certificate(CertificateRefusal::Expired);
        insta::assert_snapshot!(format!(
            "{}\n\n{}",
            text(&facts, None, now),
            text(&facts, Some(&refused), now)
        ));
        insta::assert_json_snapshot!(FactsJson::of(&facts));
    }
}
