//! 証明書: applied for, refused, issued, downloaded, revoked.

use tasuki_pki::KeyRequest;
use tasuki_server::Credentials;
use tasuki_store::RecordId;
use tasuki_terms::CertificateClass;

use super::super::issuing;
use super::{CLAIMS, Guest, Place};

const PATH: &str = "/certificates/care_plan";

pub(super) async fn all(place: &Place, guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    guest
        .visit(CLAIMS, "/certificates", "claims-certificates")
        .await?;
    guest.visit(CLAIMS, PATH, "claims-certificate").await?;
    revoke_nothing(guest).await?;
    apply(guest, letter).await?;
    let first = newest(place, letter).await?;
    let reason = "事業所名が登録内容と異なります。ご確認のうえ、もう一度申請してください。";
    let refused = place.registry.refuse_certificate(first, "hanako", reason);
    refused.await?;
    guest
        .visit(CLAIMS, PATH, "claims-certificate-refused")
        .await?;
    place.minutes(5);
    own_key(place, guest, letter).await?;
    revoke(guest, letter).await?;
    place.minutes(5);
    let class = CertificateClass::CarePlan;
    let third = place.certificate(letter, class).await?;
    place.registry.approve_certificate(third, "hanako").await?;
    download(guest).await
}

async fn newest(place: &Place, letter: &Credentials) -> anyhow::Result<RecordId> {
    let office = letter.office.number;
    let all = place.registry.certificates_of(office).await?;
    Ok(all[0].application.id)
}

async fn revoke_nothing(guest: &Guest) -> anyhow::Result<()> {
    let path = format!("{PATH}/revoke");
    guest.visit(CLAIMS, &path, "claims-revoke-none").await?;
    let path = format!("{PATH}/download");
    guest.visit(CLAIMS, &path, "claims-download-none").await
}

async fn apply(guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    guest.open(CLAIMS, PATH).await?;
    guest.press("[name='action'][value='apply']").await?;
    guest.send(&format!("form[action='{PATH}']")).await?;
    guest
        .look_at_refusal(422, "claims-certificate-unread")
        .await?;
    let before = format!("{PATH}/before");
    guest.visit(CLAIMS, &before, "claims-before").await?;
    let apply = format!("{PATH}/apply");
    guest.visit(CLAIMS, &apply, "claims-apply").await?;
    guest.fill("issuing_password", "wrong").await?;
    guest.send(&format!("form[action='{apply}']")).await?;
    guest.look_at_refusal(422, "claims-apply-refused").await?;
    guest.fill("issuing_password", issuing(letter)).await?;
    guest.send(&format!("form[action='{apply}']")).await?;
    guest.look("claims-confirm").await?;
    guest.agree("agreed").await?;
    guest.send(&format!("form[action='{PATH}/send']")).await?;
    let done = format!("{PATH}/done");
    guest.arrive(CLAIMS, &done, "claims-done").await
}

async fn own_key(place: &Place, guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    let path = format!("{PATH}/own-key");
    guest.visit(CLAIMS, &path, "claims-own-key").await?;
    let form = format!("form[action='{path}']");
    guest.send(&form).await?;
    guest.look_at_refusal(422, "claims-own-key-refused").await?;
    let file = place.folder.path().join("office.csr");
    fs_err::write(&file, KeyRequest::new(&letter.user)?.request_pem)?;
    guest.choose_file("request", &file).await?;
    guest.fill("issuing_password", issuing(letter)).await?;
    guest.send(&form).await?;
    guest.look("claims-own-key-confirm").await?;
    guest.agree("agreed").await?;
    guest.send(&format!("form[action='{PATH}/send']")).await?;
    guest.is_at(&format!("{PATH}/done")).await?;
    let id = newest(place, letter).await?;
    place.registry.approve_certificate(id, "hanako").await?;
    guest
        .visit(CLAIMS, PATH, "claims-certificate-issued")
        .await?;
    let path = format!("{PATH}/download");
    guest.visit(CLAIMS, &path, "claims-download-own").await?;
    let own = guest.link(&format!("a[href^='{path}/']")).await?;
    guest.download(CLAIMS, &own).await?;
    Ok(())
}

async fn download(guest: &Guest) -> anyhow::Result<()> {
    let path = format!("{PATH}/download");
    guest.visit(CLAIMS, &path, "claims-download").await?;
    guest.fill("issuing_password", "wrong").await?;
    guest.send(&format!("form[action='{path}']")).await?;
    guest.look_at_refusal(422, "claims-download-refused").await
}

async fn revoke(guest: &Guest, letter: &Credentials) -> anyhow::Result<()> {
    let path = format!("{PATH}/revoke");
    guest.visit(CLAIMS, &path, "claims-revoke").await?;
    guest.press("[name='application']").await?;
    guest.fill("issuing_password", issuing(letter)).await?;
    guest.press("[name='revocation'][value='lost']").await?;
    guest.press("[name='understood']").await?;
    guest.send(&format!("form[action='{path}']")).await?;
    guest.is_at(PATH).await?;
    guest.look("claims-certificate-revoked").await
}
