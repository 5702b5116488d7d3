//! Certificates are downloaded, used, and taken back.

use std::path::Path;
use std::process::Command;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use secrecy::ExposeSecret as _;
use tasuki_store::{RecordId, Records};
use tasuki_terms::{Clock as _, RevocationReason};
use tasuki_testing::{Caller, ROOT_PASSPHRASE, Reply};

use super::{CARE_PLAN, Claims, PASSWORD, assert_told, enrol, logged_in};
use crate::town::eventually;

impl Claims {
    async fn download(&mut self, id: RecordId, password: &str, form: &str) -> Reply {
        let path = format!("{CARE_PLAN}/download");
        self.surfer.get(&path).await.unwrap();
        let id = id.to_string();
        let typed = [
            ("application", &*id),
            ("issuing_password", password),
            ("form", form),
        ];
        self.surfer.post(&path, &typed).await.unwrap()
    }
}

/// What OpenSSL reads of a file, or why it does not.
fn openssl(folder: &Path, file: &[u8], password: &str, more: &[&str]) -> Result<String, String> {
    fs_err::write(folder.join("office.p12"), file).unwrap();
    let out = Command::new("openssl")
        .args(["pkcs12", "-in", "office.p12", "-nodes", "-passin"])
        .arg(format!("pass:{password}"))
        .args(more)
        .current_dir(folder)
        .output()
        .unwrap();
    if out.status.success() {
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&out.stderr).into_owned())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_opens_the_exchange_until_it_is_revoked() {
    let mut claims = Claims::open().await;
    let id = claims.apply().await;
    let password = claims.issuing_password();
    let early = claims.download(id, &password, "modern").await;
    assert_told(&early, "証明書を選択してください。");
    claims.approve(id).await;
    let folder = tempfile::tempdir().unwrap();
    let mut opened = String::new();
    // As often as one wants.
    for _ in 0..2 {
        let reply = claims.download(id, &password, "modern").await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(reply.headers["content-type"], "application/x-pkcs12");
        assert_eq!(
            reply.headers["content-disposition"],
            "attachment; filename=\"KJ137000000101.p12\""
        );
        assert_eq!(reply.headers["cache-control"], "no-store");
        opened = openssl(folder.path(), &reply.bytes, &password, &[]).unwrap();
        assert!(openssl(folder.path(), &reply.bytes, "wrong", &[]).is_err());
    }
    // Its own, the authority's, and the root's.
    assert_eq!(opened.matches("BEGIN CERTIFICATE").count(), 3);
    let legacy = claims.download(id, &password, "legacy").await;
    openssl(folder.path(), &legacy.bytes, &password, &["-legacy"]).unwrap();

    let key = PrivatePkcs8KeyDer::from_pem_slice(opened.as_bytes()).unwrap();
    let certificate = CertificateDer::from_pem_slice(opened.as_bytes()).unwrap();
    let shown = (&*certificate, key.secret_pkcs8_der());
    let authority = claims.town.authority().unwrap().bundle_pem();
    let caller = Caller::showing(&claims.town.exchange(), &authority, Some(shown)).unwrap();
    let user = claims.letter.user;
    let session = caller.try_session(user, PASSWORD).await.unwrap();
    assert_eq!(session.status, 200, "{session:?}");

    let revoke = format!("{CARE_PLAN}/revoke");
    claims.surfer.get(&revoke).await.unwrap();
    let text = id.to_string();
    let half = [("application", &*text), ("issuing_password", &password)];
    let reply = claims.surfer.post(&revoke, &half).await.unwrap();
    assert_told(&reply, "内容を確認し、チェックしてください。");
    let understood = ("understood", "on");
    for reason in ["", "office_closed"] {
        let other = [half[0], half[1], understood, ("revocation", reason)];
        let reply = claims.surfer.post(&revoke, &other).await.unwrap();
        assert_told(&reply, "失効の理由を選択してください。");
    }
    let lost = ("revocation", "lost");
    let wrong = [half[0], ("issuing_password", "wrong"), understood, lost];
    let reply = claims.surfer.post(&revoke, &wrong).await.unwrap();
    assert_told(&reply, "証明書発行用パスワードに誤りがあります。");
    let right = [half[0], half[1], understood, lost];
    let reply = claims.surfer.post(&revoke, &right).await.unwrap();
    assert_eq!(
        reply.location,
        format!("{CARE_PLAN}?revoked=1"),
        "{reply:?}"
    );
    eventually("the exchange refuses it", async || {
        let session = caller.try_session(user, PASSWORD).await.unwrap();
        session.status == 403 || session.status == 401
    })
    .await;
    let page = claims.surfer.get(&reply.location).await.unwrap().text();
    assert!(page.contains("証明書を失効させました。"), "{page}");
    assert!(page.contains("に失効）：パソコンの紛失・盗難"), "{page}");
    let reply = claims.download(id, &password, "modern").await;
    assert_told(&reply, "証明書を選択してください。");
    let reply = claims.surfer.get(CARE_PLAN).await.unwrap();
    assert_eq!(reply.status, 200);
    let reply = claims.surfer.post(CARE_PLAN, &[("action", "apply")]).await;
    assert_eq!(reply.unwrap().status, 303, "another one can be applied for");
}

#[tokio::test]
async fn a_wrong_password_opens_no_key_and_is_counted() {
    let mut claims = Claims::open().await;
    let id = claims.apply().await;
    claims.approve(id).await;
    for _ in 0..5 {
        let reply = claims.download(id, "wrong", "modern").await;
        assert_told(&reply, "証明書発行用パスワードに誤りがあります。");
    }
    let password = claims.issuing_password();
    let reply = claims.download(id, &password, "modern").await;
    assert_told(&reply, "証明書発行用パスワードを続けて誤ったため、");
    claims.clock.pass(jiff::SignedDuration::from_secs(31));
    let reply = claims.download(id, &password, "modern").await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[tokio::test]
async fn keys_stay_under_the_password_with_which_they_were_applied_for() {
    let mut claims = Claims::open().await;
    let id = claims.apply().await;
    claims.approve(id).await;
    let before = claims.issuing_password();
    let page = "/account/issuing-password";
    claims.surfer.get(page).await.unwrap();
    let reply = claims.surfer.post(page, &[("password", "wrong")]).await;
    assert_told(&reply.unwrap(), "現在のパスワードに誤りがあります。");
    let reply = claims.surfer.post(page, &[("password", PASSWORD)]).await;
    let shown = reply.unwrap();
    assert_eq!(shown.status, 200);
    let text = shown.text();
    let (_, rest) = text.split_once("<code>").unwrap();
    let new = rest.split_once("</code>").unwrap().0.to_owned();
    assert_eq!(new.len(), 12);
    assert_ne!(new, before);

    let reply = claims.download(id, &new, "modern").await;
    assert_told(
        &reply,
        "発行申請のときに使用した証明書発行用パスワードを入力してください。",
    );
    let reply = claims.download(id, &before, "modern").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    // Taking it back needs the one of now.
    let revoke = format!("{CARE_PLAN}/revoke");
    claims.surfer.get(&revoke).await.unwrap();
    let text = id.to_string();
    let typed = |password| {
        let understood = ("understood", "on");
        [
            ("application", &*text),
            ("issuing_password", password),
            understood,
            ("revocation", "unused"),
        ]
    };
    let reply = claims.surfer.post(&revoke, &typed(&before)).await.unwrap();
    assert_eq!(reply.status, 422, "{reply:?}");
    let reply = claims.surfer.post(&revoke, &typed(&new)).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
    // What is applied for from now on is under the new one.
    let id = claims.apply_with(&new).await;
    claims.approve(id).await;
    let reply = claims.download(id, &new, "modern").await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[tokio::test]
async fn another_offices_certificate_is_unknown() {
    let mut claims = Claims::open().await;
    let id = claims.apply().await;
    claims.approve(id).await;
    let password = claims.issuing_password();
    let other = enrol(&claims.town, "1370000002").await;
    claims.surfer = logged_in(&claims.town, &other).await;
    let reply = claims.download(id, &password, "modern").await;
    assert_told(&reply, "証明書を選択してください。");
    let reply = claims
        .surfer
        .get(&format!("{CARE_PLAN}/download/{id}"))
        .await;
    assert_eq!(reply.unwrap().status, 404);
    let revoke = format!("{CARE_PLAN}/revoke");
    claims.surfer.get(&revoke).await.unwrap();
    let text = id.to_string();
    let typed = [
        ("application", &*text),
        ("issuing_password", other.issuing_password.expose_secret()),
        ("understood", "on"),
        ("revocation", "lost"),
    ];
    let reply = claims.surfer.post(&revoke, &typed).await.unwrap();
    assert_told(&reply, "証明書を選択してください。");
}

#[tokio::test]
async fn after_the_authority_was_renewed_a_certificate_of_before_is_given_with_its_own_chain() {
    let mut claims = Claims::open().await;
    let id = claims.apply().await;
    claims.approve(id).await;
    let former = claims.town.authority().unwrap();
    let setup = claims.town.setup().clone();
    let now = claims.clock.now();
    let passphrase = ROOT_PASSPHRASE.into();
    setup.renew_authority(&passphrase, now).await.unwrap();
    claims.town.stop().await.unwrap();
    claims.town.start().await.unwrap();
    let user = claims.letter.user.as_str();
    claims.surfer.log_in(user, PASSWORD).await.unwrap();
    let password = claims.issuing_password();
    let reply = claims.download(id, &password, "modern").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let folder = tempfile::tempdir().unwrap();
    let opened = openssl(folder.path(), &reply.bytes, &password, &[]).unwrap();
    let path = format!("{CARE_PLAN}/download/{id}");
    let plain = claims.surfer.get(&path).await.unwrap().text();
    let other = format!("/certificates/care_insurance/download/{id}");
    assert_eq!(claims.surfer.get(&other).await.unwrap().status, 404);
    let file = claims.town.settings().store.records.clone();
    let records = Records::open(&file).await.unwrap();
    let noted = records.read("test", |records| {
        records.audit_count("certificate.download")
    });
    assert_eq!(noted.await.unwrap(), 2, "both files are in the trail");
    let above: Vec<&[u8]> = former.bundle().collect();
    for pem in [&opened, &plain] {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .map(Result::unwrap)
            .collect();
        assert_eq!(chain.len(), 3);
        assert!(former.has_issued(&chain[0]));
        for one in &chain[1..] {
            assert!(above.contains(&one.as_ref()));
        }
    }
    // One that is issued now is of the new authority.
    let renewed = claims.town.authority().unwrap();
    let registry = claims.town.registry().await.unwrap();
    let reason = RevocationReason::Superseded;
    registry
        .revoke_certificate(id, reason, "test")
        .await
        .unwrap();
    let id = claims.apply().await;
    claims.approve(id).await;
    let reply = claims.download(id, &password, "modern").await;
    let opened = openssl(folder.path(), &reply.bytes, &password, &[]).unwrap();
    let own = CertificateDer::from_pem_slice(opened.as_bytes()).unwrap();
    assert!(renewed.has_issued(&own));
}
