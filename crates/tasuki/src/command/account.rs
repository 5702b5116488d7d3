//! `tasuki account`: 自事業所の状況.

use clap::Args as ClapArgs;
use tasuki_terms::{day_in_japan, written_day};
use tasuki_wire::{Account, LicenceState, OfficeState};

use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::show;
use crate::{Args, Exit, Format};

/// 自事業所の状況、ライセンス、電子証明書を表示します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki account [オプション]"
)]
pub(crate) struct Typed {}

/// Shows what the platform knows of the office.
pub(crate) async fn run(args: &Args, _: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let desk = super::desk(args)?;
    let account = desk.account().await?;
    match args.format {
        Format::Json => output.json(&account)?,
        Format::Text | Format::Sarif | Format::Csv => output.data(&text(&account))?,
    }
    Ok(Exit::Done)
}

fn text(account: &Account) -> String {
    let services: Vec<_> = account
        .service_types
        .iter()
        .map(ToString::to_string)
        .collect();
    let successor = account.successor;
    let mut lines = vec![
        format!("事業所番号:     {}", account.number),
        format!("事業所名:       {}", show::escaped(&account.name)),
        format!("サービス種類:   {}", services.join("、")),
        format!(
            "状態:           {}{}",
            status(account.status),
            successor.map_or_else(String::new, |new| format!("（新しい事業所番号 {new}）"))
        ),
        format!(
            "ライセンス:     {}（有効期限 {}、自動更新 {}）",
            licence(account.licence.state),
            account
                .licence
                .shown_until
                .map_or_else(|| "-".to_owned(), written_day),
            match account.licence.auto_renewal {
                Some(true) => "あり",
                Some(false) => "なし",
                None => "-",
            }
        ),
        format!("個人ユーザID:   {}", show::optional(account.app_user)),
    ];
    for one in &account.certificates {
        let mark = if one.is_calling {
            "（この端末）"
        } else {
            ""
        };
        let last_day = written_day(day_in_japan(one.valid_until));
        lines.push(format!(
            "電子証明書:     {} {last_day}まで{mark}",
            one.serial
        ));
    }
    lines.join("\n")
}

const fn status(status: OfficeState) -> &'static str {
    match status {
        OfficeState::Active => "利用中",
        OfficeState::Suspended => "停止中",
        OfficeState::Closed => "廃止",
    }
}

const fn licence(state: LicenceState) -> &'static str {
    match state {
        LicenceState::None => "なし",
        LicenceState::NotBegun => "開始前",
        LicenceState::Valid => "有効",
        LicenceState::Ended => "期限切れ",
    }
}

#[cfg(test)]
mod tests {
    use tasuki_wire::{AccountCertificate, AccountLicence};

    use super::*;

    #[test]
    fn an_account_is_shown_line_by_line() {
        let at = |text: &str| text.parse().unwrap();
        let account = Account {
            number: "1370000001".parse().unwrap(),
            name: "例題居宅介護支援事業所".to_owned(),
            service_types: vec!["43".parse().unwrap(), "46".parse().unwrap()],
            status: OfficeState::Closed,
            successor: "1370000009".parse().ok(),
            licence: AccountLicence {
                state: LicenceState::Valid,
                from: Some(at("2026-11-21T03:00:00Z")),
                until: Some(at("2027-11-20T15:00:00Z")),
                shown_until: None,
                auto_renewal: Some(true),
            },
            certificates: vec![AccountCertificate {
                serial: "0a1b".to_owned(),
                valid_from: at("2026-11-21T03:00:00Z"),
                valid_until: at("2029-11-20T14:59:59Z"),
                is_calling: true,
            }],
            app_user: "C000000000001".parse().ok(),
            reminder_days: vec![60, 30, 7],
        };
        insta::assert_snapshot!(text(&account), @r"
        事業所番号:     1370000001
        事業所名:       例題居宅介護支援事業所
        サービス種類:   43、46
        状態:           廃止（新しい事業所番号 1370000009）
        ライセンス:     有効（有効期限 -、自動更新 あり）
        個人ユーザID:   C000000000001
        電子証明書:     0a1b 2029/11/20まで（この端末）
        ");
    }
}
