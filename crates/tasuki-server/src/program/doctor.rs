//! Tries everything that the platform needs.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use tasuki_pki::validity;
use tasuki_terms::{Clock as _, SystemClock, Timestamp};
use tokio::sync::watch;

use super::{Format, print};
use crate::serve;
use crate::settings::Settings;

/// One thing that was tried: what, and why it failed if it did.
type Tried = (&'static str, Result<String, String>);

/// A clock before this moment cannot be right.
const BUILT_AFTER: i64 = 1_760_000_000;

pub(super) async fn run(file: &Path, format: Format) -> anyhow::Result<ExitCode> {
    let tried = examine(file).await;
    let is_well = tried.iter().all(|(_, result)| result.is_ok());
    let lines: Vec<String> = tried
        .iter()
        .map(|(what, result)| match result {
            Ok(found) => format!("ok    {what}: {found}"),
            Err(why) => format!("FAIL  {what}: {why}"),
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
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn examine(file: &Path) -> Vec<Tried> {
    let settings = match Settings::read(file) {
        Ok(settings) => settings,
        Err(error) => return vec![("settings", Err(format!("{:#}", anyhow::Error::from(error))))],
    };
    let now = SystemClock.now();
    let mut tried: Vec<Tried> = vec![("settings", Ok(file.display().to_string()))];
    tried.push(("clock", clock(now)));
    tried.push((
        "TLS certificate",
        serve::tls(&settings).map_or_else(
            |e| said(&e),
            |_| certificate(&settings.keys.server_certificate, now),
        ),
    ));
    let (_keep, ending) = watch::channel(false);
    let receipt = certificate(&settings.keys.receipt_certificate, now);
    tried.push(("receipt certificate", receipt));
    match serve::open(settings, Arc::new(SystemClock), ending).await {
        Err(error) => tried.push(("keys and store", Err(format!("{error:#}")))),
        Ok(platform) => {
            let database = platform.records.probe().await;
            tried.push((
                "database",
                database.map_or_else(|e| said(&e.into()), |()| Ok("answers".to_owned())),
            ));
            let contents = platform.contents.probe().await;
            tried.push((
                "contents",
                contents.map_or_else(
                    |e| said(&e.into()),
                    |()| Ok("written, synced, removed".to_owned()),
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
        Err(format!("{now} is past"))
    }
}

fn certificate(file: &Path, now: Timestamp) -> Result<String, String> {
    use rustls_pki_types::pem::PemObject as _;
    let der = rustls_pki_types::CertificateDer::from_pem_file(file).map_err(|e| e.to_string())?;
    let (from, until) = validity(&der).map_err(|refusal| refusal.to_string())?;
    if now < from || now >= until {
        return Err(format!("valid only from {from} until {until}"));
    }
    let days = (until.as_second() - now.as_second()) / 86_400;
    Ok(format!("valid for {days} more days"))
}
