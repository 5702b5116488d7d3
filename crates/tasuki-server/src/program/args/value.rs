//! Values that can be typed, with what is wrong in them told in Japanese.

use std::net::SocketAddr;

use rustls_pki_types::ServerName;
use tasuki_pki::PublicUrl;
use tasuki_store::{ContentsPlace, DatabasePlace};
use tasuki_terms::{
    AppUserId, OfficeNumber, Prefecture, ReleaseVersion, RevocationReason, ServiceType, UserId,
};

use crate::program::place;
use crate::releases::ReleaseSystem;

/// 事業所番号.
pub(super) fn office(typed: &str) -> Result<OfficeNumber, String> {
    typed
        .parse()
        .map_err(|_| "事業所番号は半角の数字（総合事業では英大文字も）10桁です。".to_owned())
}

/// サービス種類コード, one of the code list.
pub(super) fn service(typed: &str) -> Result<ServiceType, String> {
    typed
        .parse()
        .ok()
        .filter(|service: &ServiceType| service.name().is_some())
        .ok_or_else(|| {
            "サービス種類コードの一覧にあるコード（例 43）を指定してください。".to_owned()
        })
}

/// 都道府県コード.
pub(super) fn prefecture(typed: &str) -> Result<Prefecture, String> {
    typed
        .parse()
        .map_err(|_| "都道府県コードは01から47までの2桁です（例 13）。".to_owned())
}

/// 事業所ユーザのユーザID.
pub(super) fn user(typed: &str) -> Result<UserId, String> {
    typed
        .parse()
        .map_err(|_| "ユーザIDは KJ と半角の数字12桁です（例 KJ137000000101）。".to_owned())
}

/// 個人ユーザのユーザID.
pub(super) fn app_user(typed: &str) -> Result<AppUserId, String> {
    typed
        .parse()
        .map_err(|_| "個人ユーザのIDは C と半角の数字12桁です（例 C000000000001）。".to_owned())
}

/// Why an office's certificate is revoked (失効の理由).
pub(super) fn reason(typed: &str) -> Result<RevocationReason, String> {
    one_of(&RevocationReason::OF_OPERATORS, typed)
}

/// Why an authority is taken back.
pub(super) fn authority_reason(typed: &str) -> Result<RevocationReason, String> {
    one_of(&RevocationReason::OF_AUTHORITIES, typed)
}

fn one_of(reasons: &[RevocationReason], typed: &str) -> Result<RevocationReason, String> {
    let name = |reason: &RevocationReason| reason.as_str().replace('_', "-");
    let found = reasons.iter().find(|reason| name(reason) == typed);
    found.copied().ok_or_else(|| {
        let names: Vec<String> = reasons.iter().map(name).collect();
        format!("指定できるのは {} です。", names.join("、"))
    })
}

/// The version of a build.
pub(super) fn version(typed: &str) -> Result<ReleaseVersion, String> {
    typed
        .parse()
        .map_err(|_| "バージョンは「.」で区切った3つの数字です（例 1.2.3）。".to_owned())
}

/// For which system a build is.
pub(super) fn system(typed: &str) -> Result<ReleaseSystem, String> {
    let mut all = ReleaseSystem::ALL.into_iter();
    all.find(|system| system.as_str() == typed)
        .ok_or_else(|| "指定できるのは windows、macos、linux です。".to_owned())
}

/// A place to listen.
pub(super) fn address(typed: &str) -> Result<SocketAddr, String> {
    typed
        .parse()
        .map_err(|_| "IPアドレスとポート番号を指定してください（例 127.0.0.1:8443）。".to_owned())
}

/// The name or the address of a server, as certificates name it.
pub(super) fn host(typed: &str) -> Result<String, String> {
    match ServerName::try_from(typed) {
        Ok(_) => Ok(typed.to_owned()),
        Err(_) => {
            Err("ホスト名またはIPアドレスを指定してください（例 exchange.example.jp）。".to_owned())
        }
    }
}

/// Where the records are to be.
pub(super) fn records(typed: &str) -> Result<DatabasePlace, String> {
    typed
        .parse()
        .map_err(|fault| place::of_records(fault).to_owned())
}

/// Where the contents are to be.
pub(super) fn contents(typed: &str) -> Result<ContentsPlace, String> {
    typed
        .parse()
        .map_err(|fault| place::of_contents(fault).to_owned())
}

/// The address of revocation lists.
pub(super) fn public_url(typed: &str) -> Result<PublicUrl, String> {
    typed.parse().map_err(|_| {
        "http:// で始まるアドレスを指定してください（例 http://pki.example.jp）。".to_owned()
    })
}
