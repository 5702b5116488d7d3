//! What is told of an action just before: in the address to which it leads, and on the page there.

use serde::Deserialize;
use tasuki_terms::OfficeNumber;
use tasuki_ui::{Banner, Tone};

use crate::draft::Composed;

/// Where it leads where nothing was chosen.
pub(super) const CHOOSE: &str = "/compose?done=choose#drafts";

/// Where it leads where what was chosen is there no more.
pub(super) const GONE: &str = "/compose?done=gone";

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// What was done just before.
    #[serde(default)]
    done: String,
    /// With how many, and how many were left as they are.
    #[serde(default)]
    count: usize,
    #[serde(default)]
    kept: usize,
    /// To whom a new message goes.
    #[serde(default)]
    to: String,
}

/// Where it leads after drafts were thrown away, but for those that are being sent.
pub(super) fn discarded(count: usize, kept: usize) -> String {
    format!("/compose?done=discard&count={count}&kept={kept}")
}

/// Where one goes on after a button of the form: at the first thing that is new, so that who has no mouse need not
/// begin at the top again.
pub(super) fn place_behind(action: &str, composed: &Composed) -> &'static str {
    match action {
        "partner" => "#field-to",
        "phrase" => "#field-text",
        _ if composed.has_csv() => "#facts",
        _ if !composed.draft.files.is_empty() => "#files",
        _ => "",
    }
}

impl Asked {
    /// Whether something was to be thrown away, and nothing was chosen.
    pub(super) fn lacks_choice(&self) -> bool {
        self.done == "choose"
    }

    /// To whom a new message goes, where that was said.
    pub(super) fn receiver(&self) -> Option<OfficeNumber> {
        self.to.parse().ok()
    }

    /// What is told.
    pub(super) fn banner(&self) -> Option<Banner> {
        let told = |title| Banner::new(Tone::Success, title);
        match &*self.done {
            "keep" => Some(
                told("一時保存しました。").text(
                    "下の「一時保存したもの」から、いつでも続きを始められます。連携クライアントを終了しても残ります。",
                ),
            ),
            "discard" => Some(told_discarded(self.count, self.kept)),
            "gone" => Some(Banner::new(
                Tone::Info,
                "選んだものは、すでに送信または破棄されています。",
            )),
            "template" => Some(told("メッセージを定型文に登録しました。")),
            _ => None,
        }
    }
}

fn told_discarded(count: usize, kept: usize) -> Banner {
    let title = format!("一時保存したもの{count}件を破棄しました。");
    match (count, kept) {
        (_, 0) => Banner::new(Tone::Success, title),
        (0, kept) => Banner::new(
            Tone::Info,
            format!("送信中の{kept}件は、破棄していません。"),
        ),
        (_, kept) => Banner::new(Tone::Success, title)
            .text(format!("送信中の{kept}件は、破棄していません。")),
    }
}
