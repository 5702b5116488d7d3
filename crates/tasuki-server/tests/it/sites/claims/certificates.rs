//! Applying for certificates.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_pki::KeyRequest;
use tasuki_seal::Identity;
use tasuki_terms::CertificateClass;
use zeroize::Zeroizing;

use super::{CARE_PLAN, Claims, assert_told, hidden};

#[tokio::test]
async fn the_guide_must_be_opened_in_this_session_before_anything_else() {
    let mut claims = Claims::open().await;
    let surfer = &mut claims.surfer;
    surfer.get(CARE_PLAN).await.unwrap();
    let reply = surfer
        .post(CARE_PLAN, &[("action", "apply")])
        .await
        .unwrap();
    assert_told(
        &reply,
        "「発行申請を行う前に」の内容を確認してから、「次へ」を押してください。",
    );
    for page in ["apply", "own-key"] {
        let reply = surfer.get(&format!("{CARE_PLAN}/{page}")).await.unwrap();
        assert_eq!((reply.status, &*reply.location), (303, CARE_PLAN));
    }
    // The guide of another kind is not this one's.
    surfer
        .get("/certificates/care_insurance/before")
        .await
        .unwrap();
    surfer.get(CARE_PLAN).await.unwrap();
    let reply = surfer
        .post(CARE_PLAN, &[("action", "apply")])
        .await
        .unwrap();
    assert_eq!(reply.status, 422);
    let guide = surfer.get(&format!("{CARE_PLAN}/before")).await.unwrap();
    assert!(guide.text().contains("閉じる"), "{guide:?}");
    surfer.get(CARE_PLAN).await.unwrap();
    let reply = surfer.post(CARE_PLAN, &[]).await.unwrap();
    assert_told(&reply, "いずれかを選択してください。");
    let reply = surfer
        .post(CARE_PLAN, &[("action", "apply")])
        .await
        .unwrap();
    assert_eq!(reply.location, format!("{CARE_PLAN}/apply"));
}

#[tokio::test]
async fn an_application_waits_is_approved_and_told_of() {
    let mut claims = Claims::open().await;
    let id = claims.apply().await;
    let done = claims
        .surfer
        .get(&format!("{CARE_PLAN}/done"))
        .await
        .unwrap();
    assert!(done.text().contains("発行まで数日かかる場合があります。"));
    let page = claims.surfer.get(CARE_PLAN).await.unwrap().text();
    for words in [
        "発行申請日",
        "有効開始年月日",
        "発行手数料残高",
        "発行申請中",
        "0円",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let reply = claims.surfer.post(CARE_PLAN, &[("action", "apply")]).await;
    assert_told(&reply.unwrap(), "この証明書はすでに発行申請中です。");

    claims.approve(id).await;
    // Again changes nothing.
    claims.approve(id).await;
    let page = claims.surfer.get(CARE_PLAN).await.unwrap().text();
    assert!(page.contains("発行済み"), "{page}");
    assert!(!page.contains("発行申請中"), "{page}");
    let reply = claims.surfer.post(CARE_PLAN, &[("action", "apply")]).await;
    assert_told(
        &reply.unwrap(),
        "有効な証明書をお持ちのため、発行申請は不要です",
    );
    let notices = claims.surfer.get("/notices").await.unwrap().text();
    assert_eq!(
        notices.matches("証明書発行完了通知").count(),
        1,
        "{notices}"
    );
}

#[tokio::test]
async fn what_the_rule_allows_is_issued_at_once() {
    let mut claims = Claims::open_with(|settings| {
        let sites = settings.sites.as_mut().unwrap();
        sites.certificates.approve = vec![CertificateClass::CarePlan];
    })
    .await;
    claims.apply().await;
    let done = claims
        .surfer
        .get(&format!("{CARE_PLAN}/done"))
        .await
        .unwrap();
    assert!(done.text().contains("証明書が発行されました。"), "{done:?}");
}

#[tokio::test]
async fn the_reason_of_a_refusal_is_shown_and_another_application_allowed() {
    let mut claims = Claims::open().await;
    let id = claims.apply().await;
    let registry = claims.town.registry().await.unwrap();
    registry
        .refuse_certificate(id, "operator", "事業所名をご確認ください。")
        .await
        .unwrap();
    assert!(registry.approve_certificate(id, "operator").await.is_err());
    let page = claims.surfer.get(CARE_PLAN).await.unwrap().text();
    assert!(page.contains("却下"), "{page}");
    assert!(page.contains("事業所名をご確認ください。"), "{page}");
    let reply = claims.surfer.post(CARE_PLAN, &[("action", "apply")]).await;
    assert_eq!(reply.unwrap().status, 303);
}

#[tokio::test]
async fn the_terms_are_agreed_to_and_without_scripts_have_a_page_of_their_own() {
    let mut claims = Claims::open().await;
    let password = claims.issuing_password();
    let surfer = &mut claims.surfer;
    surfer.get(&format!("{CARE_PLAN}/before")).await.unwrap();
    let apply = format!("{CARE_PLAN}/apply");
    surfer.get(&apply).await.unwrap();
    let reply = surfer
        .post(&apply, &[("issuing_password", &password)])
        .await;
    let page = reply.unwrap().text();
    assert!(page.contains("認証サービス利用規約"), "{page}");
    assert!(!page.contains(&password));
    let draft = hidden(&page, "draft").to_owned();

    let send = format!("{CARE_PLAN}/send");
    let reply = surfer.post(&send, &[("draft", &draft)]).await.unwrap();
    assert_told(
        &reply,
        "送信するには、利用規約を最後まで確認し、同意してください。",
    );
    let typed = [
        ("draft", &*draft),
        ("version", "1"),
        ("agreed", "on"),
        ("agreed-read", ""),
    ];
    let reply = surfer.post(&send, &typed).await.unwrap();
    assert_eq!(reply.status, 200);
    assert!(!reply.text().contains("data-consent-terms"), "{reply:?}");
    assert!(reply.text().contains("第10条"), "{reply:?}");
    assert!(
        claims
            .town
            .registry()
            .await
            .unwrap()
            .certificates_of(claims.letter.office.number)
            .await
            .unwrap()
            .is_empty()
    );
    let reply = claims.send(&reply).await;
    assert_eq!(reply.location, format!("{CARE_PLAN}/done"));

    let file = claims.surfer.get("/certificate-terms.txt").await.unwrap();
    assert!(file.text().contains("第1条"), "{file:?}");
}

#[tokio::test]
async fn an_application_is_good_for_its_own_session_only() {
    let mut claims = Claims::open().await;
    let password = claims.issuing_password();
    let surfer = &mut claims.surfer;
    surfer.get(&format!("{CARE_PLAN}/before")).await.unwrap();
    let apply = format!("{CARE_PLAN}/apply");
    surfer.get(&apply).await.unwrap();
    let asked = surfer
        .post(&apply, &[("issuing_password", &password)])
        .await;
    let asked = asked.unwrap();
    let user = claims.letter.user.as_str();
    claims.surfer.log_in(user, super::PASSWORD).await.unwrap();
    claims.surfer.get(CARE_PLAN).await.unwrap();
    let reply = claims.send(&asked).await;
    assert_eq!(reply.status, 403, "{reply:?}");
}

#[tokio::test]
async fn a_wrong_password_for_certificates_locks_that_password_only() {
    let mut claims = Claims::open().await;
    let surfer = &mut claims.surfer;
    surfer.get(&format!("{CARE_PLAN}/before")).await.unwrap();
    let apply = format!("{CARE_PLAN}/apply");
    surfer.get(&apply).await.unwrap();
    for _ in 0..5 {
        let reply = surfer.post(&apply, &[("issuing_password", "wrong")]).await;
        assert_told(
            &reply.unwrap(),
            "証明書発行用パスワードに誤りがあります。大文字と小文字を区別して、もう一度入力してください。",
        );
    }
    let password = claims.letter.issuing_password.clone();
    let password = secrecy::ExposeSecret::expose_secret(&password);
    let right = [("issuing_password", password)];
    let reply = surfer.post(&apply, &right).await.unwrap();
    assert_told(&reply, "証明書発行用パスワードを続けて誤ったため、");
    let user = claims.letter.user.as_str();
    let reply = claims.surfer.log_in(user, super::PASSWORD).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
    claims.clock.pass(jiff::SignedDuration::from_secs(31));
    claims.apply().await;
}

#[tokio::test]
async fn agents_certificates_are_not_applied_for_here() {
    let mut claims = Claims::open().await;
    let page = claims.surfer.get("/certificates").await.unwrap().text();
    for words in [
        "介護保険証明書",
        "請求委任事業所用ケアプラン証明書",
        "13,200円",
        "13,900円",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("代理人証明書"), "{page}");
    for class in ["agent", "none"] {
        let reply = claims.surfer.get(&format!("/certificates/{class}")).await;
        assert_eq!(reply.unwrap().status, 404, "{class}");
    }
}

#[tokio::test]
async fn a_request_of_the_offices_own_key_is_certified() {
    let mut claims = Claims::open().await;
    let password = claims.issuing_password();
    let page = format!("{CARE_PLAN}/own-key");
    let typed = [("issuing_password", &*password)];
    claims
        .surfer
        .get(&format!("{CARE_PLAN}/before"))
        .await
        .unwrap();
    claims.surfer.get(&page).await.unwrap();
    for (bytes, sentence) in [
        (&b""[..], "ファイルを選択してください。"),
        (b"no request", "証明書要求（CSR）として読み取れません。"),
        (&vec![b'x'; 20_000], "ファイルが大きすぎます。"),
    ] {
        let reply = claims
            .surfer
            .post_file(&page, &typed, ("request", bytes))
            .await;
        assert_told(&reply.unwrap(), sentence);
    }
    let key = KeyRequest::new(&claims.letter.user).unwrap();
    let request = ("request", key.request_pem.as_bytes());
    let wrong = [("issuing_password", "wrong")];
    let reply = claims
        .surfer
        .post_file(&page, &wrong, request)
        .await
        .unwrap();
    assert_told(&reply, "証明書発行用パスワードに誤りがあります。");
    let asked = claims
        .surfer
        .post_file(&page, &typed, request)
        .await
        .unwrap();
    assert!(
        asked.text().contains("自分の端末で作成した鍵を使用します"),
        "{asked:?}"
    );
    let reply = claims.send(&asked).await;
    assert_eq!(reply.status, 303, "{reply:?}");
    let id = claims.newest().await;
    claims.approve(id).await;

    let download = format!("{CARE_PLAN}/download");
    let listed = claims.surfer.get(&download).await.unwrap().text();
    assert!(listed.contains("PEM形式"), "{listed}");
    let file = claims
        .surfer
        .get(&format!("{download}/{id}"))
        .await
        .unwrap();
    assert_eq!(file.headers["content-type"], "application/x-pem-file");
    // With the chain and the root, so that the thumbprint is all that an office must add.
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&file.bytes)
        .collect::<Result<_, _>>()
        .unwrap();
    let root = claims.surfer.get("/root.cer").await.unwrap();
    assert_eq!(chain.len(), 3);
    assert_eq!(chain.last().unwrap().as_ref(), root.bytes);
    let files = vec![
        ("own.pem".into(), Zeroizing::new(file.bytes.clone())),
        (
            "own.key".into(),
            Zeroizing::new(key.key_pem.as_bytes().to_vec()),
        ),
    ];
    let nobody = |_| Err(tasuki_desk::NoPassword::NobodyToAsk);
    let credential = tasuki_desk::Credential::read(&files, &nobody).unwrap();
    assert_eq!(credential.roots().len(), 1);
    let identity = Identity::from_der(
        &CertificateDer::from_pem_slice(&file.bytes).unwrap(),
        &key.key_pkcs8_der,
    );
    assert!(identity.is_ok(), "{file:?}");
    let typed = [
        ("application", &*id.to_string()),
        ("issuing_password", &password),
    ];
    claims.surfer.get(&download).await.unwrap();
    let reply = claims.surfer.post(&download, &typed).await.unwrap();
    assert_told(&reply, "証明書を選択してください。");
}
