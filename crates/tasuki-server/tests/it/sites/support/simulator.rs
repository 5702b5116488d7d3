//! かんたんシミュレーション.

use tasuki_server::Site;
use tasuki_testing::Surfer;

use super::super::town;

#[tokio::test]
async fn a_result_is_there_at_once_and_follows_the_address() {
    let (_folder, town, _) = town().await;
    let mut guest = Surfer::new(&town, Site::Support).unwrap();
    let reply = guest.get("/simulator").await.unwrap();
    assert_eq!(reply.status, 200);
    assert!(reply.bytes.len() < 100_000, "{}", reply.bytes.len());
    let page = reply.text();
    for said in [
        "<h2 id=\"result-title\">結果",
        "68,000円",
        "仮の値",
        "role=\"img\"",
    ] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    // What remains is told at once, and the year that is free is a link away.
    let said = "ライセンス料（1年間に21,000円）を引くと、1年間で6,288円の負担増になる見込みです";
    assert!(page.contains(said), "{page}");
    let free = "/simulator?kind=care-management&#38;licence=0#result";
    assert!(
        page.contains(free) || page.contains(&free.replace("&#38;", "&amp;")),
        "{page}"
    );
    let free = guest.get("/simulator?kind=care-management&licence=0").await;
    let free = free.unwrap().text();
    assert!(
        free.contains("1年間で14,712円の削減になる見込みです"),
        "{free}"
    );
    assert!(!free.contains("ライセンス料を0円にして計算する"), "{free}");
    assert!(free.contains("通常のライセンス料で計算する"), "{free}");
    assert!(!free.contains("か所以上"), "{free}");
    // Twelve months are a year.
    for said in ["351.6分。1か月に29.3分", ">29.3分<", ">351.6分<"] {
        assert!(free.contains(said), "{said} is not in {free}");
    }
    // docs/savings.md tells these two.
    let reply = guest.get("/simulator?kind=care-management&share=100").await;
    let page = reply.unwrap().text();
    for said in ["15,354円", "3,144円", "name=\"share\" value=\"100\""] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    let page = guest.get("/simulator?kind=service").await.unwrap().text();
    assert!(page.contains("条件（介護サービス事業所）"), "{page}");
}

#[tokio::test]
async fn what_is_wrong_is_told_beside_its_field() {
    let (_folder, town, _) = town().await;
    let mut guest = Surfer::new(&town, Site::Support).unwrap();
    let wrong = "kind=service&partners=x&fax_share=90&wage=";
    let reply = guest.get(&format!("/simulator?{wrong}")).await.unwrap();
    assert_eq!(reply.status, 422);
    let page = reply.text();
    assert!(page.contains("数字（整数）で入力してください。"), "{page}");
    assert!(page.contains("value=\"x\""), "{page}");
    assert!(!page.contains("result-title"), "{page}");
    let reply = guest
        .get(&format!("/simulator.xlsx?{wrong}"))
        .await
        .unwrap();
    assert_eq!(reply.status, 303);
    assert!(reply.location.starts_with("/simulator?kind=service&"));
}

#[tokio::test]
async fn the_same_is_there_as_a_workbook() {
    let (_folder, town, _) = town().await;
    let mut guest = Surfer::new(&town, Site::Support).unwrap();
    let reply = guest.get("/simulator.xlsx?share=50").await.unwrap();
    assert_eq!(reply.status, 200);
    assert!(reply.bytes.starts_with(b"PK"));
    let name = reply.headers["content-disposition"].to_str().unwrap();
    assert_eq!(name, "attachment; filename=\"simulation.xlsx\"");
}
