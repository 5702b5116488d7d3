//! Tries everything that the platform needs.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use tasuki_pki::validity;
use tasuki_terms::{Clock as _, SystemClock, Timestamp};
use tokio::sync::watch;

use super::args::Format;
use super::print;
use crate::serve;
use crate::settings::Settings;

/// One thing that was tried: what, and why it failed if it did.
type Tried = (&'static str, Result<String, String>);

/// A clock before this moment cannot be right.
const BUILT_AFTER: i64 = 1_760_000_000;

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
        Err(error) => {
            return vec![(
                "設定ファイル",
                Err(format!("{:#}", anyhow::Error::from(error))),
            )];
        }
    };
    let now = SystemClock.now();
    let mut tried: Vec<Tried> = vec![("設定ファイル", Ok(file.display().to_string()))];
    tried.push(("時計", clock(now)));
    tried.push((
        "TLSの証明書",
        serve::tls(&settings).map_or_else(
            |e| said(&e),
            |_| certificate(&settings.keys.server_certificate, now),
        ),
    ));
    let (_keep, ending) = watch::channel(false);
    let receipt = certificate(&settings.keys.receipt_certificate, now);
    tried.push(("受領証に署名する証明書", receipt));
    match serve::open(settings, Arc::new(SystemClock), ending).await {
        Err(error) => tried.push(("鍵と保存先", Err(format!("{error:#}")))),
        Ok(platform) => {
            let database = platform.records.probe().await;
            tried.push((
                "データベース",
                database.map_or_else(|e| said(&e.into()), |()| Ok("応答しました".to_owned())),
            ));
            let contents = platform.contents.probe().await;
            tried.push((
                "内容の保存先",
                contents.map_or_else(
                    |e| said(&e.into()),
                    |()| Ok("書き込み、同期、削除ができました".to_owned()),
                ),
            ));
        }
    }
    tried
}

fn said(error: &anyhow::Error) -> Result<String, String> {
    Err(format!("{error:#}"))
}

fn clock(now: Timestamp) -> Result<String, String> {
    if now.as_second() > BUILT_AFTER {
        Ok(now.to_string())
    } else {
        Err(format!("{now} は過去の日時です"))
    }
}

fn certificate(file: &Path, now: Timestamp) -> Result<String, String> {
    use rustls_pki_types::pem::PemObject as _;
    let der = rustls_pki_types::CertificateDer::from_pem_file(file).map_err(|e| e.to_string())?;
    let (from, until) = validity(&der).map_err(|refusal| refusal.to_string())?;
    if now < from || now >= until {
        return Err(format!("有効期間は {from} から {until} までです"));
    }
    let days = (until.as_second() - now.as_second()) / 86_400;
    Ok(format!("あと{days}日有効です"))
}
