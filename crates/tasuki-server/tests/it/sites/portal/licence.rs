//! ライセンス: what the page says from the application to the payment.

use jiff::civil::date;

use super::{PAID_DAY, Portal, says};

#[tokio::test]
async fn the_expiry_is_a_dash_until_the_first_payment() {
    let mut portal = Portal::on(PAID_DAY).await;
    let page = portal.page("/licence").await;
    says(&page, &["ライセンスはまだありません。"]);
    portal.apply("deduction").await;
    let page = portal.page("/licence").await;
    says(
        &page,
        &[
            "<dt>有効期限</dt>\n    <dd>-",
            "差引待ち",
            "介護給付費からの差引",
            "21,000円（税込）",
            "2031年4月",
            "2031年5月",
            "途中解約は受け付けておりません。",
        ],
    );
    let licence = portal.only_licence().await;
    portal.transfer_comes(licence.id).await;
    let page = portal.page("/licence").await;
    says(&page, &["2032/04/14", "入金済み", "receipt.pdf"]);
    assert!(!page.contains("invoice.pdf"), "{page}");
    let path = format!("/licence/{}/receipt.pdf", licence.number);
    let paper = portal.surfer.get(&path).await.unwrap();
    assert!(paper.bytes.starts_with(b"%PDF-"), "{paper:?}");
}

#[tokio::test]
async fn from_the_16th_on_the_next_month_is_claimed() {
    let mut portal = Portal::on(date(2031, 4, 16)).await;
    portal.apply("deduction").await;
    let claim = portal.only_licence().await.claim_month;
    assert_eq!(
        claim.map(|month| month.to_string()).as_deref(),
        Some("203105")
    );
    says(&portal.page("/licence").await, &["2031年5月", "2031年6月"]);
}

#[tokio::test]
async fn an_invoice_comes_at_once_and_a_receipt_after_the_transfer() {
    let mut portal = Portal::on(PAID_DAY).await;
    portal.apply("invoice").await;
    let licence = portal.only_licence().await;
    says(
        &portal.page("/licence").await,
        &["請求書送付済み", "invoice.pdf"],
    );
    let [invoice, receipt] =
        ["invoice", "receipt"].map(|name| format!("/licence/{}/{name}.pdf", licence.number));
    let paper = portal.surfer.get(&invoice).await.unwrap();
    assert!(paper.bytes.starts_with(b"%PDF-"), "{paper:?}");
    let early = portal.surfer.get(&receipt).await.unwrap();
    assert_eq!(early.status, 404);
    portal.transfer_comes(licence.id).await;
    let paper = portal.surfer.get(&receipt).await.unwrap();
    assert!(paper.bytes.starts_with(b"%PDF-"), "{paper:?}");
    says(&portal.page("/licence").await, &["入金済み", "2032/04/14"]);
}

#[tokio::test]
async fn papers_of_others_are_not_found() {
    let mut portal = Portal::on(PAID_DAY).await;
    portal.apply("invoice").await;
    for path in ["/licence/L0000000099/invoice.pdf", "/licence/1/invoice.pdf"] {
        assert_eq!(portal.surfer.get(path).await.unwrap().status, 404, "{path}");
    }
}
