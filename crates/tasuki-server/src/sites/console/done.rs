//! What a page says of what was just done on the page before.

use serde::Deserialize;
use tasuki_ui::{Banner, Tone};

/// The code of what was done, which the address carries.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    /// The banner of what was done; none for nothing.
    pub(super) fn banner(&self) -> Option<Banner> {
        let told = match &*self.done {
            "state" => "システムの状態を変更しました。",
            "unlocked" => "ロックを解除しました。",
            "status" => "事業所の状態を変更しました。",
            "refused" => "証明書の発行申請を却下しました。",
            "revoked" => "電子証明書を失効させました。",
            "fee" => "発行手数料の入金日を登録しました。",
            "payment" => "支払いの状況を変更しました。",
            "made" => "差引依頼ファイルを作成しました。",
            "correction" => "修正依頼の対応の状況を変更しました。",
            "published" => "お知らせを掲載しました。",
            "removed" => "お知らせを取り下げました。",
            "ticket-take" => "担当者になりました。",
            "ticket-assign" => "担当者を変更しました。",
            "ticket-release" => "担当を外しました。",
            "ticket-reply" => {
                "回答を送信待ちに入れました。送信されたかどうかは、履歴で確認できます。電話の約束が残っているときは、「電話での折り返し」に次にかける時間を表示しています。"
            }
            "ticket-call_off" => "電話が不要になったことを記録しました。",
            "ticket-called" => "電話の記録を残しました。回答済にしました。",
            "ticket-missed" => {
                "不在の記録を残しました。折り返しの希望があるときは、次にかける時間を「電話での折り返し」に表示しています。"
            }
            "ticket-note" => "メモを残しました。",
            "ticket-close" => "完了にしました。",
            "ticket-reopen" => "再開しました。",
            "terms" => "新しい版を登録しました。",
            "role" => "権限を変更しました。",
            "enabled" => "アカウントを使えるようにしました。",
            "disabled" => "アカウントを使えなくしました。",
            _ => return None,
        };
        Some(Banner::new(Tone::Success, told))
    }
}
