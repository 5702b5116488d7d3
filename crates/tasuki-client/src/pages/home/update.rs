//! Whether the platform serves a newer version of this program.

use tasuki_wire::ClientVersions;

use crate::office::Office;
use crate::waits::GLANCE;

/// A newer version of this program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Update {
    pub(super) newest: String,
    pub(super) here: &'static str,
    /// Whether the version here is not served any more.
    pub(super) is_urgent: bool,
    /// Where it can be downloaded.
    pub(super) download: Option<String>,
}

/// Asks the platform; the page does without where it does not answer at once.
pub(super) async fn ask(office: &Office) -> Option<Update> {
    let asked = tokio::time::timeout(GLANCE, office.desk().platform().about()).await;
    newer(asked.ok()?.ok()?.client, env!("CARGO_PKG_VERSION"))
}

fn newer(told: ClientVersions, here: &'static str) -> Option<Update> {
    let newest = told.newest.filter(|newest| is_older(here, newest))?;
    let is_urgent = told.oldest.is_some_and(|oldest| is_older(here, &oldest));
    // An address of another kind would be no page to download from.
    let download = told.download.filter(|url| url.starts_with("https://"));
    Some(Update {
        newest,
        here,
        is_urgent,
        download,
    })
}

/// Whether one version comes before another. What is no version is not older than anything.
fn is_older(one: &str, other: &str) -> bool {
    matches!((numbers(one), numbers(other)), (Some(one), Some(other)) if one < other)
}

/// The numbers of a version, `1.2.3`; a pre-release or build mark behind them is left out.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let plain = version.split(['-', '+']).next()?;
    let mut parts = plain.split('.').map(|part| part.parse().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(oldest: &str, newest: &str, download: &str) -> Option<(bool, Option<String>)> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let told = ClientVersions {
            oldest: some(oldest),
            newest: some(newest),
            download: some(download),
        };
        newer(told, "0.9.0").map(|update| (update.is_urgent, update.download))
    }

    #[test]
    fn only_a_newer_version_is_told_and_an_old_one_is_urgent() {
        let page = "https://platform.example.jp/client";
        let download = Some(page.to_owned());
        assert_eq!(told("", "0.10.0", page), Some((false, download.clone())));
        assert_eq!(
            told("0.9.0", "1.0.0", page),
            Some((false, download.clone()))
        );
        assert_eq!(told("0.9.1", "1.0.0", page), Some((true, download)));
        assert_eq!(
            told("", "1.0.0", "javascript:alert(1)"),
            Some((false, None))
        );
        for newest in ["", "0.9.0", "0.8.12", "new", "1.0", "1.0.0.0"] {
            assert_eq!(told("0.9.1", newest, page), None, "{newest}");
        }
    }
}
