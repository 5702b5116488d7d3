//! What an office is told of its application.

use tasuki_store::{LicenceRow, ServiceApplicationRow};
use tasuki_terms::{day_in_japan, spoken_day};

use crate::registry::NoticeText;

/// The notice and the mail: what was sent, without names and addresses, which a mail could bring to
/// somebody else.
pub(super) fn text(row: &ServiceApplicationRow, office: &str, licence: &LicenceRow) -> NoticeText {
    let term = &licence.held.term;
    let fee = if licence.fee.is_zero() {
        "無料".to_owned()
    } else {
        format!("{}（税込）", licence.fee)
    };
    let lines = [
        "利用申請が完了しました。".to_owned(),
        String::new(),
        format!("申請日：{}", spoken_day(day_in_japan(row.applied_at))),
        format!("事業所番号：{}", row.office),
        format!("事業所名：{office}"),
        format!(
            "ご利用期間：{}から{}まで",
            spoken_day(term.first_day()),
            spoken_day(term.last_day())
        ),
        format!("ライセンス料：{fee}"),
        format!("お支払い方法：{}", licence.held.method.name()),
        format!("自動更新：{}", licence.held.auto_renewal.name()),
        String::new(),
        "連携クライアントにログインする個人ユーザIDとパスワードは、利用状況Webサイトのトップ画面でご確認ください。"
            .to_owned(),
    ];
    NoticeText {
        category: "ライセンス",
        title: "利用申請が完了しました".to_owned(),
        body: lines.join("\n"),
    }
}
