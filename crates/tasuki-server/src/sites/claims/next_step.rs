//! What an office does next on the claims site, until it has its certificate.

use tasuki_exchange::{CertificateState, HeldCertificate};
use tasuki_terms::Date;
use tasuki_ui::{Banner, Tone};

/// What the first page says to an office with these certificates and applications, which has or has
/// not downloaded one of them; nothing once it has what it needs.
pub(super) fn next_step(
    held: &[HeldCertificate],
    has_downloaded: bool,
    today: Date,
) -> Option<Banner> {
    let is_issued = held.iter().any(|one| one.is_valid(today));
    let is_applied = held
        .iter()
        .any(|one| one.state == CertificateState::Applied);
    let (title, text) = match (is_issued, is_applied) {
        (true, _) if has_downloaded => return None,
        (true, _) => (
            "次は、証明書のダウンロードです。",
            "「証明書」の画面から証明書をダウンロードし、ケアプランデータ連携クライアントにインストールしてください。",
        ),
        (false, true) => (
            "証明書の発行申請を受け付けています。",
            "担当者が確認しています。発行されると、お知らせに「証明書発行完了通知」が届きます。",
        ),
        (false, false) => (
            "次は、証明書の発行申請です。",
            "送受信には電子証明書が必要です。「証明書」の画面から、証明書の発行を申請してください。",
        ),
    };
    Some(Banner::new(Tone::Info, title).text(text))
}

#[cfg(test)]
mod tests {

    use tasuki_terms::CertificateClass;

    use super::*;

    #[test]
    fn each_office_reads_what_comes_next_until_it_has_its_certificate() {
        let today: Date = "2026-11-21".parse().unwrap();
        let held = |state| HeldCertificate {
            class: CertificateClass::CarePlan,
            state,
            last_day: (state == CertificateState::Issued).then_some(today),
        };
        let (applied, issued) = (CertificateState::Applied, CertificateState::Issued);
        for (states, has_downloaded, title) in [
            (&[][..], false, Some("次は、証明書の発行申請です。")),
            (
                &[CertificateState::Refused, CertificateState::Revoked],
                true,
                Some("次は、証明書の発行申請です。"),
            ),
            (
                &[applied],
                false,
                Some("証明書の発行申請を受け付けています。"),
            ),
            (&[issued], false, Some("次は、証明書のダウンロードです。")),
            (&[issued, applied], true, None),
        ] {
            let held: Vec<_> = states.iter().copied().map(held).collect();
            let told = next_step(&held, has_downloaded, today);
            assert_eq!(
                told.map(|banner| banner.title),
                title.map(str::to_owned),
                "{states:?}"
            );
        }
    }
}
