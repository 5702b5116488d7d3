//! What the codes of the audit trail are called. The trail itself keeps the codes, which stay the
//! same for ever.

use crate::sites::Role;
use tasuki_terms::{CertificateClass, RevocationReason};

/// An action with its code, by which it is searched.
pub(super) fn action(code: &str) -> String {
    match name(code) {
        Some(name) => format!("{name}（{code}）"),
        None => code.to_owned(),
    }
}

/// How many characters of a detail the list shows.
const SHOWN: usize = 60;

/// The detail of an entry as the list shows it: its beginning.
pub(super) fn short_detail(text: &str) -> String {
    let whole = detail(text);
    if whole.chars().count() <= SHOWN {
        return whole;
    }
    let begin: String = whole.chars().take(SHOWN).collect();
    format!("{begin}…（全文はCSVにあります）")
}

/// The detail of an entry; what is no code stays as it is.
fn detail(text: &str) -> String {
    let class = CertificateClass::read(text).map(CertificateClass::name);
    let role = Role::read(text).map(Role::name);
    let reason = RevocationReason::read(text).map(RevocationReason::name);
    let (word, sentence) = text.split_once(' ').unwrap_or((text, ""));
    let state = match word {
        "usable" => Some("利用可能"),
        "unusable" => Some("利用不可"),
        _ => None,
    };
    match (state, sentence) {
        (Some(state), "") => state.to_owned(),
        (Some(state), sentence) => format!("{state}：{sentence}"),
        (None, _) => class.or(role).or(reason).unwrap_or(text).to_owned(),
    }
}

fn name(code: &str) -> Option<&'static str> {
    Some(match code {
        "app_user.show" => "個人ユーザの表示",
        "app_user.set" => "個人ユーザの登録",
        "authority.renew" => "認証局の更新",
        "authority.revoke" => "認証局の失効",
        "certificate.apply" => "証明書の発行申請",
        "certificate.approve" => "証明書の発行",
        "certificate.download" => "証明書のダウンロード",
        "certificate.fee" => "発行手数料の入金の登録",
        "certificate.issue" => "証明書の発行（コマンド）",
        "certificate.refuse" => "発行申請の却下",
        "certificate.revoke" => "証明書の失効",
        "correction.assign" => "修正依頼の担当の変更",
        "correction.done" => "修正依頼の完了",
        "correction.reopen" => "修正依頼の再開",
        "deduction.conflict" => "差引結果の食い違い",
        "deduction.make" => "差引依頼の作成",
        "deduction.result" => "差引結果の取り込み",
        "directory.import" => "事業所の一覧の取り込み",
        "directory.invent" => "架空の事業所の作成",
        "licence.deduct" => "差引済みの登録",
        "licence.fail-deduction" => "差引不能の登録",
        "licence.pass-due-day" => "支払期限経過の登録",
        "licence.receive-transfer" => "入金の登録",
        "licence.renew" => "ライセンスの更新",
        "licence.renewal-off" => "自動更新の停止",
        "licence.renewal-on" => "自動更新の設定",
        "licence.request-deduction" => "差引の依頼",
        "licence.retry-deduction" => "差引の再依頼",
        "licence.revert-transfer" => "入金の取り消し",
        "licence.send-invoice" => "請求書の発行",
        "licence.take-back" => "更新の取り下げ",
        "notice.change" => "お知らせの変更",
        "notice.publish" => "お知らせの掲載",
        "notice.remove" => "お知らせの取り下げ",
        "office.change" => "事業所の変更",
        "office.close" => "事業所の廃止",
        "office.enrol" => "事業所の登録",
        "office.grant" => "送受信できる期間の設定",
        "office.letter" => "お知らせの再発行",
        "office.resume" => "事業所の再開",
        "office.succeed" => "事業所番号の変更",
        "office.suspend" => "事業所の停止",
        "operator.add" => "運用者の追加",
        "operator.confirm" => "本人の再確認",
        "operator.disable" => "運用者の停止",
        "operator.enable" => "運用者の再開",
        "operator.key" => "認証アプリの鍵の作り直し",
        "operator.locked" => "運用者のロック",
        "operator.log-in" => "運用者のログイン",
        "operator.password" => "運用者のパスワードの変更",
        "operator.role" => "権限の変更",
        "platform.renew" => "連携基盤の証明書の更新",
        "platform.revoke" => "連携基盤の証明書の失効",
        "release.add" => "製品ダウンロードの追加",
        "root_list.renew" => "ルートの失効リストの署名",
        "service.apply" => "利用申請",
        "system.state" => "システムの状態の変更",
        "terms.add" => "規約の登録",
        "terms.consent" => "規約への同意",
        "ticket.assign" => "お問い合わせの担当者の変更",
        "ticket.call-off" => "お問い合わせへの電話（不要になった）",
        "ticket.called" => "お問い合わせへの電話（つながった）",
        "ticket.close" => "お問い合わせの完了",
        "ticket.missed" => "お問い合わせへの電話（不在）",
        "ticket.note" => "お問い合わせのメモ",
        "ticket.release" => "お問い合わせの担当を外す",
        "ticket.reopen" => "お問い合わせの再開",
        "ticket.reply" => "お問い合わせへの回答",
        "ticket.take" => "お問い合わせの担当",
        "user.address" => "メールアドレスの登録",
        "user.address-asked" => "メールアドレスの確認の依頼",
        "user.issuing-password" => "証明書発行用パスワードの再発行",
        "user.password" => "パスワードの変更",
        "user.reset-asked" => "パスワードの再設定の依頼",
        "user.set" => "事業所ユーザの登録",
        "user.unlock" => "ログイン制限の解除",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_name_is_told_by_its_code() {
        assert_eq!(action("office.enrol"), "事業所の登録（office.enrol）");
        assert_eq!(action("later.thing"), "later.thing");
        assert_eq!(detail("unusable"), "利用不可");
        assert_eq!(detail("usable 通常どおり。"), "利用可能：通常どおり。");
        assert_eq!(detail("L0000000001"), "L0000000001");
    }
}
