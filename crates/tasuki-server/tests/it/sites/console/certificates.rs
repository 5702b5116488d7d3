//! Applications for certificates are decided.

use tasuki_server::{CERTIFICATE_TERMS, CertificateKey, Credentials, Passwords, Role};
use tasuki_store::RecordId;
use tasuki_terms::{CertificateClass, day_in_japan};
use tasuki_testing::Town;

use super::super::{enrol, town};
use super::{operator, page, says};

async fn apply(town: &Town, letter: &Credentials) -> RecordId {
    let registry = town.registry().await.unwrap();
    let draft = registry
        .draft_certificate(
            &Passwords::default(),
            letter.user,
            CertificateClass::CareInsurance,
            letter.issuing_password.clone(),
            CertificateKey::Here,
        )
        .await
        .unwrap();
    registry
        .apply_for_certificate(letter.user, draft, CERTIFICATE_TERMS)
        .await
        .unwrap()
}

#[tokio::test]
async fn applications_are_approved_refused_and_certificates_revoked() {
    let (_folder, town, letter) = town().await;
    let first = apply(&town, &letter).await;
    let second = apply(&town, &enrol(&town, "1370000002").await).await;
    let third = apply(&town, &enrol(&town, "1370000003").await).await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    let list = page(&mut clerk, "/certificates").await;
    says(&list, &["1370000002", "選んだ申請を承認する", "全3件中"]);

    let ids = [("id", &*second.to_string()), ("id", &*third.to_string())]
        .map(|(name, id)| (name, id.to_owned()));
    let pairs: Vec<_> = ids.iter().map(|(name, id)| (*name, id.as_str())).collect();
    let reply = clerk.post("/certificates/approve", &pairs).await.unwrap();
    assert_eq!(reply.location, "/certificates?approved=2&failed=0");
    says(
        &page(&mut clerk, &reply.location).await,
        &["2件の発行申請を承認しました。"],
    );

    let path = format!("/certificates/{first}");
    page(&mut clerk, &path).await;
    let refuse = format!("{path}/refuse");
    let reply = clerk.post(&refuse, &[("reason", " ")]).await.unwrap();
    assert_eq!(reply.status, 422);
    let reply = clerk
        .post(&refuse, &[("reason", "番号が違います。")])
        .await
        .unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
    says(&page(&mut clerk, &path).await, &["番号が違います。"]);

    let path = format!("/certificates/{second}");
    says(
        &page(&mut clerk, &path).await,
        &["シリアル番号", "失効させる"],
    );
    let revoke = format!("{path}/revoke");
    let reply = clerk.post(&revoke, &[]).await.unwrap();
    assert_eq!(reply.status, 422, "a reason is asked for");
    let reason = [("revocation", "office_closed")];
    clerk.post(&revoke, &reason).await.unwrap();
    says(
        &page(&mut clerk, &path).await,
        &["失効日時", "事業所の廃止または事業所番号の変更"],
    );

    // The fee arose when it was issued, and is paid.
    let balance = |yen| format!("<dt>発行手数料残高</dt>\n    <dd>{yen}");
    says(&page(&mut clerk, &path).await, &[&*balance("13,200円")]);
    let fee = format!("{path}/fee");
    let today = day_in_japan(town.clock().now());
    let tomorrow = today.tomorrow().unwrap().to_string();
    let reply = clerk.post(&fee, &[("day", &*tomorrow)]).await.unwrap();
    assert_eq!(reply.status, 422);
    let today = today.to_string();
    for (day, left) in [(&*today, "0円"), ("", "13,200円")] {
        let reply = clerk.post(&fee, &[("day", day)]).await.unwrap();
        assert_eq!(reply.location, format!("{path}?done=fee"));
        says(&page(&mut clerk, &path).await, &[&*balance(left)]);
    }
    let refused = format!("/certificates/{first}/fee");
    let reply = clerk.post(&refused, &[("day", &*today)]).await.unwrap();
    assert_eq!(reply.status, 404);
}

#[tokio::test]
async fn what_comes_after_the_page_was_shown_is_not_approved_with_it() {
    let (_folder, town, letter) = town().await;
    let first = apply(&town, &letter).await.to_string();
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    let asked = page(&mut clerk, "/certificates/approve").await;
    says(
        &asked,
        &["1370000001", "次の1件の発行申請を承認します。", &first],
    );
    let later = apply(&town, &enrol(&town, "1370000002").await).await;
    assert!(!asked.contains(&later.to_string()));
    let typed = [("id", &*first), ("all", "yes")];
    let reply = clerk.post("/certificates/approve", &typed).await.unwrap();
    assert_eq!(reply.location, "/certificates?approved=1&failed=0");
    let waiting = page(&mut clerk, "/certificates").await;
    says(&waiting, &["1370000002", "全1件中"]);
}

#[tokio::test]
async fn what_an_authority_near_its_end_does_not_issue_has_a_sentence_of_its_own() {
    let (_folder, town, _) = town().await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    let told = page(
        &mut clerk,
        "/certificates?approved=1&failed=2&why=authority",
    )
    .await;
    says(
        &told,
        &[
            "2件は承認できませんでした。",
            "認証局の更新（tasuki-server admin ca renew）",
        ],
    );
}
