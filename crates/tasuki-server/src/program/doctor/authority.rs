//! How long the authorities and the root's list are good.

use std::path::Path;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_pki::{Anchors, CaName, InvalidRootList, RootList, three_years_from, validity};
use tasuki_terms::Timestamp;

use super::{Tried, left, read};
use crate::settings::Settings;

pub(super) fn examine(settings: &Settings, now: Timestamp) -> Vec<Tried> {
    let mut tried = Vec::new();
    let authorities = read(&settings.keys.authority);
    match &authorities {
        Err(told) => tried.push(("認証局".to_owned(), Err(told.clone()))),
        Ok(pem) => {
            // The one that issues is the first.
            for (place, der) in CertificateDer::pem_slice_iter(pem).enumerate() {
                let does_issue = place == 0 && settings.authority.is_some();
                tried.push(match &der {
                    Ok(der) if does_issue => (format!("認証局 {}", name(der)), issuing(der, now)),
                    Ok(der) => (format!("認証局 {}", name(der)), until(der, now)),
                    Err(error) => ("認証局".to_owned(), Err(error.to_string())),
                });
            }
        }
    }
    if let Some((own, pem)) = settings.authority.as_ref().zip(authorities.ok()) {
        let list = root_list(&own.root_list, &pem).and_then(|list| left(list.until, now));
        tried.push(("ルートの失効リスト".to_owned(), list));
    }
    tried
}

/// The list, if one of the roots has signed it.
fn root_list(file: &Path, authorities: &[u8]) -> Result<RootList, String> {
    let anchors = Anchors::from_file(authorities).map_err(|error| error.to_string())?;
    let list = RootList::read(&read(file)?, anchors.roots());
    list.map_err(|invalid| {
        match invalid {
            InvalidRootList::Malformed => "破損しています",
            InvalidRootList::Foreign => "このルートが署名したものではありません",
        }
        .to_owned()
    })
}

fn name(der: &[u8]) -> String {
    CaName::of(der).map_or_else(|_| "（名称不明）".to_owned(), |name| name.common)
}

/// An authority that ends before what it issues for three years issues nothing any more.
fn issuing(der: &[u8], now: Timestamp) -> Result<String, String> {
    let (_, end) = validity(der).map_err(|refusal| refusal.to_string())?;
    let left = left(end, now)?;
    match three_years_from(now) {
        Some(last) if last <= end => Ok(left),
        _ => Err(format!(
            "{left}が、3年間有効な電子証明書を発行できません。\
             「tasuki-server admin ca renew」で認証局を更新してください"
        )),
    }
}

fn until(der: &[u8], now: Timestamp) -> Result<String, String> {
    let (_, until) = validity(der).map_err(|refusal| refusal.to_string())?;
    left(until, now)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::{NewPlatform, Setup};

    #[tokio::test]
    async fn what_ends_is_told_with_its_days_and_what_has_ended_as_a_fault() {
        let now = Timestamp::constant(1_795_000_000, 0);
        let folder = tempfile::tempdir().unwrap();
        let new = NewPlatform::of_a_test("localhost");
        let setup = Setup::new(folder.path());
        setup.create(&new, now).await.unwrap();
        let settings = setup.settings().unwrap();
        let told = |days: i64| {
            let tried = examine(&settings, now + SignedDuration::from_hours(24 * days));
            let line = |(what, found): &Tried| format!("{what}: {found:?}");
            tried.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(told(1));
        assert!(
            told(400).contains("ルートの失効リスト: Err("),
            "{}",
            told(400)
        );
        // It issues for three years, and so for seven.
        assert!(
            told(2553).contains("認証局 Tasuki CA: Ok("),
            "{}",
            told(2553)
        );
        let sentence =
            "認証局 Tasuki CA: Err(\"あと1089日有効ですが、3年間有効な電子証明書を発行できません。";
        assert!(told(2561).contains(sentence), "{}", told(2561));
        // One of another root is told apart from an old one.
        let other = tempfile::tempdir().unwrap();
        Setup::new(other.path()).create(&new, now).await.unwrap();
        let [own, foreign] = [&folder, &other].map(|one| one.path().join("keys/root.crl"));
        fs_err::copy(foreign, own).unwrap();
        assert!(
            told(1).contains("このルートが署名したものではありません"),
            "{}",
            told(1)
        );
        assert!(
            told(3651).contains("認証局 Tasuki CA: Err("),
            "{}",
            told(3651)
        );
    }
}
