//! Tries everything that the platform needs.

mod authority;
mod clocks;
mod listening;
mod mail;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use tasuki_pki::validity;
use tasuki_store::Survey;
use tasuki_terms::{Clock as _, SystemClock, Timestamp, written_moment};
use tokio::sync::watch;

use super::args::Format;
use super::failure::{Failure, cause_text};
use super::print;
use crate::door::OwnTls;
use crate::serve;
use crate::settings::Settings;

/// One thing that was tried: what, and why it failed if it did.
type Tried = (String, Result<String, String>);

pub(super) async fn run(file: &Path, format: Format) -> ExitCode {
    let tried = Box::pin(examine(file)).await;
    let is_well = tried.iter().all(|(_, result)| result.is_ok());
    let lines: Vec<String> = tried
        .iter()
        .map(|(what, result)| match result {
            Ok(found) => format!("正常  {what}: {found}"),
            Err(why) => format!("異常  {what}: {why}"),
        })
        .collect();
    let json: Vec<_> = tried
        .iter()
        .map(|(what, result)| {
            let said = result.as_ref().map_or_else(Clone::clone, Clone::clone);
            serde_json::json!({ "what": what, "ok": result.is_ok(), "said": said })
        })
        .collect();
    print(format, &serde_json::Value::Array(json), &lines.join("\n"));
    if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn examine(file: &Path) -> Vec<Tried> {
    let settings = match Settings::read(file) {
        Ok(settings) => settings,
        Err(error) => return vec![("設定ファイル".to_owned(), Err(Failure::from(error).told()))],
    };
    let now = SystemClock.now();
    let mut tried: Vec<Tried> = vec![("設定ファイル".to_owned(), Ok(file.display().to_string()))];
    let mut try_one = |what: &str, result| tried.push((what.to_owned(), result));
    if let Err(error) = settings.check_files() {
        try_one("設定に書かれたファイル", Err(Failure::from(error).told()));
    }
    try_one("時計", clocks::own(now));
    let keys = &settings.keys;
    let server = OwnTls::open(keys).map_or_else(
        |error| said(&error.into()),
        |_| certificate(&keys.server_certificate, now),
    );
    try_one("TLSの証明書", server);
    let receipt = certificate(&keys.receipt_certificate, now);
    try_one("受領証に署名する証明書", receipt);
    tried.extend(authority::examine(&settings, now));
    tried.extend(listening::examine(&settings));
    if let Some(mail) = &settings.mail {
        tried.push(("メールサーバー".to_owned(), mail::examine(mail).await));
    }
    let contents_clock = clocks::of_contents(&settings.store.contents).await;
    tried.extend(Box::pin(store(settings)).await);
    tried.extend(contents_clock);
    tried
}

async fn store(settings: Settings) -> Vec<Tried> {
    let (_keep, ending) = watch::channel(false);
    let platform = match serve::open(settings, Arc::new(SystemClock), ending).await {
        Ok(platform) => platform,
        Err(error) => return vec![("鍵と保存先".to_owned(), said(&error))],
    };
    let database = platform.records.probe().await;
    let contents = platform.contents.probe().await;
    let mut tried = vec![
        (
            "データベース".to_owned(),
            database.map_or_else(|e| said(&e.into()), |()| Ok("応答しました".to_owned())),
        ),
        (
            "内容の保存先".to_owned(),
            contents.map_or_else(
                |e| said(&e.into()),
                |()| Ok("書き込み、同期、上書きの防止、削除ができました".to_owned()),
            ),
        ),
    ];
    let is_there = tried.iter().all(|(_, result)| result.is_ok());
    tried.extend(clocks::of_records(&platform.records).await);
    tried.extend(clocks::since_newest(&platform.records).await);
    if is_there {
        let found = platform.contents.survey(&platform.records).await;
        let found = found.map_or_else(|error| said(&error.into()), |found| contents_there(&found));
        tried.push(("記録にある内容".to_owned(), found));
    }
    tried
}

/// Whether all that the records name is there.
fn contents_there(found: &Survey) -> Result<String, String> {
    let Survey {
        named,
        missing,
        orphans,
        examples,
        missing_of_all: _,
    } = found;
    if *missing > 0 {
        let examples = examples.join("、");
        return Err(format!(
            "保存先の{named}個のうち{missing}個が見つかりません（{examples}）。\
             バックアップか、S3の前のバージョンから戻してください"
        ));
    }
    let there = format!("保存先の{named}個がすべてあります");
    Ok(match orphans {
        0 => there,
        _ => format!("{there}（記録にない{orphans}個は、稼働中に自動で消去されます）"),
    })
}

fn said(error: &anyhow::Error) -> Result<String, String> {
    Err(cause_text(error))
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs_err::read(file).map_err(|error| cause_text(&error.into()))
}

fn certificate(file: &Path, now: Timestamp) -> Result<String, String> {
    use rustls_pki_types::pem::PemObject as _;
    let pem = read(file)?;
    let der = rustls_pki_types::CertificateDer::from_pem_slice(&pem).map_err(|e| e.to_string())?;
    let (from, until) = validity(&der).map_err(|refusal| refusal.to_string())?;
    if now < from {
        return Err(format!("有効期間は{}からです", written_moment(from)));
    }
    left(until, now)
}

/// How many days are left until the last moment of something.
fn left(until: Timestamp, now: Timestamp) -> Result<String, String> {
    if now > until {
        return Err(format!("{}に期限が切れました", written_moment(until)));
    }
    let days = (until.as_second() - now.as_second()) / 86_400;
    Ok(format!("あと{days}日有効です"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_that_are_gone_are_a_fault_and_those_that_nobody_names_are_none() {
        let mut found = Survey::default();
        assert_eq!(
            contents_there(&found).unwrap(),
            "保存先の0個がすべてあります"
        );
        (found.named, found.orphans) = (7, 2);
        let told = contents_there(&found).unwrap();
        assert!(told.contains("7個") && told.contains("2個は"), "{told}");
        found.missing = 1;
        found.examples.push("lost".to_owned());
        let told = contents_there(&found).unwrap_err();
        assert!(
            told.contains("7個のうち1個") && told.contains("lost"),
            "{told}"
        );
    }

    #[test]
    fn the_last_second_is_good_and_moments_are_told_in_japanese_time() {
        let until = "2026-11-21T14:59:59Z".parse().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(left(until, until).unwrap(), "あと0日有効です");
        assert_eq!(
            left(until, at("2026-11-21T15:00:00Z")).unwrap_err(),
            "2026/11/21 23:59に期限が切れました"
        );
    }
}
