//! Builds of the client, from the command line.

use tasuki_terms::{Clock as _, SystemClock};

use crate::program::args::{Format, Release};
use crate::program::failure::{Code, Failure, failed};
use crate::program::print;
use crate::releases::{NewRelease, ReleaseError};
use crate::setup::Setup;

pub(super) async fn run(command: Release, setup: &Setup, format: Format) -> Result<(), Failure> {
    let Release::Add {
        file,
        version,
        system,
        notes,
    } = command;
    let notes = match notes {
        Some(file) => fs_err::read_to_string(file).map_err(failed(Code::FileFailed))?,
        None => String::new(),
    };
    let new = NewRelease {
        file,
        version,
        system,
        notes,
    };
    let added = setup.add_release(new, SystemClock.now()).await;
    let added = added.map_err(refused)?;
    let json = serde_json::json!({
        "file": added.file, "version": added.version, "system": added.system,
        "bytes": added.bytes, "sha256": added.sha256,
    });
    let text = format!(
        "製品ダウンロードに追加しました: {}\nSHA-256: {}",
        added.file, added.sha256
    );
    print(format, &json, &text);
    Ok(())
}

fn refused(error: ReleaseError) -> Failure {
    let code = match error {
        ReleaseError::Setup(error) => return error.into(),
        ReleaseError::NoFolder => Code::ReleaseNoFolder,
        ReleaseError::Name(_) => Code::ReleaseName,
        ReleaseError::Known(_) => Code::ReleaseKnown,
        ReleaseError::Store(_) => Code::DatabaseFailed,
        ReleaseError::File(_) | ReleaseError::Pem(_) => Code::FileFailed,
        ReleaseError::Identity(_) | ReleaseError::Seal(_) => Code::Internal,
    };
    failed(code)(error)
}
