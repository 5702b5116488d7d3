//! Why it did not end well: one plain sentence that names step, file and difference.

use tasuki_desk::SignedThing;
use tasuki_terms::MessageState;

use super::{signed, state};
use crate::checks::{Difference, End, Fault, TEXT};
use crate::failure::{Failure, Trouble, chain};
use crate::lang::Lang;

/// The sentence for a failure.
pub(crate) fn failure(lang: Lang, failure: &Failure) -> String {
    match (lang, failure) {
        (Lang::Ja, Failure::Step { step, trouble }) => {
            format!(
                "手順{step}でエラーが発生しました：{}",
                trouble_in_japanese(trouble)
            )
        }
        (Lang::En, Failure::Step { step, trouble }) => {
            format!("Step {step} failed: {}.", trouble_in_english(trouble))
        }
        (_, Failure::Checks { first, others: 0 }) => fault(lang, first),
        (Lang::Ja, Failure::Checks { first, others }) => {
            format!("{}（ほかに{others}件）", fault(lang, first))
        }
        (Lang::En, Failure::Checks { first, others }) => {
            format!("{} ({others} more)", fault(lang, first))
        }
        (Lang::Ja, Failure::FolderInUse { path }) => {
            format!("フォルダー {path} は空ではありません。空のフォルダーを指定してください。")
        }
        (Lang::En, Failure::FolderInUse { path }) => {
            format!("The folder {path} is not empty. Name an empty one.")
        }
        (Lang::Ja, Failure::Output(error)) => format!("読み書きできませんでした（{error}）。"),
        (Lang::En, Failure::Output(error)) => format!("Reading or writing failed: {error}."),
        (Lang::Ja, Failure::Interrupted) => "途中で終了しました。".to_owned(),
        (Lang::En, Failure::Interrupted) => "Ended before it was done.".to_owned(),
    }
}

fn trouble_in_japanese(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Desk(error) => error.what(),
        Trouble::Platform(error) => error.what(),
        Trouble::NoNews { message } => {
            format!("メッセージ {message} の知らせが届きませんでした。")
        }
        Trouble::Generate(error) => format!("データを作成できませんでした（{}）。", chain(error)),
        Trouble::Town(error) => format!("町を用意できませんでした（{error:#}）。"),
        Trouble::File(error) => format!("ファイルを読み書きできませんでした（{error}）。"),
    }
}

fn trouble_in_english(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Desk(error) => chain(error),
        Trouble::Platform(error) => chain(error),
        Trouble::NoNews { message } => format!("no news of message {message} came"),
        Trouble::Generate(error) => chain(error),
        Trouble::Town(error) => format!("{error:#}"),
        Trouble::File(error) => error.to_string(),
    }
}

/// The sentence for something that does not hold.
pub(crate) fn fault(lang: Lang, fault: &Fault) -> String {
    let Fault {
        step,
        message,
        difference,
    } = fault;
    match lang {
        Lang::Ja => format!(
            "手順{step}（メッセージ {message}）：{}。",
            in_japanese(difference)
        ),
        Lang::En => format!(
            "Step {step}, message {message}: {}.",
            in_english(difference)
        ),
    }
}

fn in_japanese(difference: &Difference) -> String {
    match difference {
        Difference::FileMissing { file } => {
            format!("{}が保存されていません", file_in_japanese(file))
        }
        Difference::FileNotSent { file } => {
            format!("送信していない{}があります", file_in_japanese(file))
        }
        Difference::FileChanged {
            file,
            sent,
            found,
            at,
        } => format!(
            "{}が送信時と異なります（{at}バイト目から。送信時{sent}バイト、保存後{found}バイト）",
            file_in_japanese(file)
        ),
        Difference::NotVerified { side, ja, .. } => {
            let why = ja.trim_end_matches('。');
            format!("{}の台帳を確認できません（{why}）", end(Lang::Ja, *side))
        }
        Difference::NotSigned { side, thing } => format!(
            "{}の台帳に{}がありません",
            end(Lang::Ja, *side),
            paper(Lang::Ja, *thing)
        ),
        Difference::SignedByOther { side, thing } => format!(
            "{}の台帳の{}に、別の者が署名しています",
            end(Lang::Ja, *side),
            signed(Lang::Ja, *thing)
        ),
        Difference::NoContent => "送信元の台帳に、送信した内容が残っていません".to_owned(),
        Difference::State { found } => format!(
            "送信一覧の状態が「{}」ではなく「{}」です",
            state(Lang::Ja, Some(MessageState::Opened)),
            state(Lang::Ja, *found)
        ),
    }
}

fn in_english(difference: &Difference) -> String {
    match difference {
        Difference::FileMissing { file } => {
            format!("{} is missing", file_in_english(file))
        }
        Difference::FileNotSent { file } => {
            format!("{} is there, but was never sent", file_in_english(file))
        }
        Difference::FileChanged {
            file,
            sent,
            found,
            at,
        } => format!(
            "{} differs from what was sent, from byte {at} on ({sent} bytes sent, {found} found)",
            file_in_english(file)
        ),
        Difference::NotVerified { side, en, .. } => {
            format!(
                "the {}'s ledger does not verify ({en})",
                end(Lang::En, *side)
            )
        }
        Difference::NotSigned { side, thing } => format!(
            "the {}'s ledger lacks {}",
            end(Lang::En, *side),
            paper(Lang::En, *thing)
        ),
        Difference::SignedByOther { side, thing } => format!(
            "in the {}'s ledger, somebody else signed {}",
            end(Lang::En, *side),
            paper(Lang::En, *thing)
        ),
        Difference::NoContent => "the sender's ledger lacks the sealed content".to_owned(),
        Difference::State { found } => format!(
            "the sender's outbox shows {} instead of {}",
            state(Lang::En, *found),
            state(Lang::En, Some(MessageState::Opened))
        ),
    }
}

fn file_in_japanese(file: &str) -> String {
    if file == TEXT {
        "メッセージの文".to_owned()
    } else {
        format!("ファイル {file} ")
    }
}

fn file_in_english(file: &str) -> String {
    if file == TEXT {
        "the message's text".to_owned()
    } else {
        format!("the file {file}")
    }
}

fn end(lang: Lang, end: End) -> &'static str {
    match end {
        End::Sender => lang.of("送信元", "sender"),
        End::Receiver => lang.of("送信先", "receiver"),
    }
}

fn paper(lang: Lang, thing: SignedThing) -> String {
    match (lang, thing) {
        (Lang::Ja, SignedThing::Manifest) => "送信内容の署名".to_owned(),
        (Lang::En, SignedThing::Manifest) => "the signed message".to_owned(),
        (Lang::Ja, SignedThing::Receipt(_)) => signed(lang, thing),
        (Lang::En, SignedThing::Receipt(_)) => format!("the {}", signed(lang, thing)),
    }
}

#[cfg(test)]
mod tests {
    use tasuki_seal::ReceiptKind;

    use super::*;

    fn sentences(lang: Lang) -> String {
        let (side, thing) = (End::Receiver, SignedThing::Receipt(ReceiptKind::Opened));
        let file = "UPPLAN_x.CSV".to_owned();
        let differences = [
            Difference::FileMissing { file: file.clone() },
            Difference::FileNotSent { file: file.clone() },
            Difference::FileChanged {
                file,
                sent: 30,
                found: 31,
                at: 31,
            },
            Difference::FileMissing {
                file: TEXT.to_owned(),
            },
            Difference::NotVerified {
                side,
                ja: "受領証の署名が正しくありません。".to_owned(),
                en: "the receipt does not hold".to_owned(),
            },
            Difference::NotSigned { side, thing },
            Difference::NotSigned {
                side: End::Sender,
                thing: SignedThing::Manifest,
            },
            Difference::SignedByOther { side, thing },
            Difference::NoContent,
            Difference::State { found: None },
        ];
        let message = "0195d2e3-dc00-7000-8000-000000000000".parse().unwrap();
        let sentences = differences.map(|difference| {
            fault(
                lang,
                &Fault {
                    step: 7,
                    message,
                    difference,
                },
            )
        });
        sentences.join("\n").replace(&message.to_string(), "[id]")
    }

    #[test]
    fn every_fault_is_one_plain_sentence_in_japanese() {
        insta::assert_snapshot!(sentences(Lang::Ja), @r"
        手順7（メッセージ [id]）：ファイル UPPLAN_x.CSV が保存されていません。
        手順7（メッセージ [id]）：送信していないファイル UPPLAN_x.CSV があります。
        手順7（メッセージ [id]）：ファイル UPPLAN_x.CSV が送信時と異なります（31バイト目から。送信時30バイト、保存後31バイト）。
        手順7（メッセージ [id]）：メッセージの文が保存されていません。
        手順7（メッセージ [id]）：送信先の台帳を確認できません（受領証の署名が正しくありません）。
        手順7（メッセージ [id]）：送信先の台帳に受信の受領証がありません。
        手順7（メッセージ [id]）：送信元の台帳に送信内容の署名がありません。
        手順7（メッセージ [id]）：送信先の台帳の受信の受領証に、別の者が署名しています。
        手順7（メッセージ [id]）：送信元の台帳に、送信した内容が残っていません。
        手順7（メッセージ [id]）：送信一覧の状態が「受信済」ではなく「なし」です。
        ");
    }

    #[test]
    fn every_fault_is_one_plain_sentence_in_english() {
        insta::assert_snapshot!(sentences(Lang::En), @r"
        Step 7, message [id]: the file UPPLAN_x.CSV is missing.
        Step 7, message [id]: the file UPPLAN_x.CSV is there, but was never sent.
        Step 7, message [id]: the file UPPLAN_x.CSV differs from what was sent, from byte 31 on (30 bytes sent, 31 found).
        Step 7, message [id]: the message's text is missing.
        Step 7, message [id]: the receiver's ledger does not verify (the receipt does not hold).
        Step 7, message [id]: the receiver's ledger lacks the receipt of opening.
        Step 7, message [id]: the sender's ledger lacks the signed message.
        Step 7, message [id]: in the receiver's ledger, somebody else signed the receipt of opening.
        Step 7, message [id]: the sender's ledger lacks the sealed content.
        Step 7, message [id]: the sender's outbox shows nothing instead of opened.
        ");
    }

    #[test]
    fn more_faults_are_counted() {
        let first = Fault {
            step: 7,
            message: "0195d2e3-dc00-7000-8000-000000000000".parse().unwrap(),
            difference: Difference::NoContent,
        };
        let told = failure(Lang::En, &Failure::Checks { first, others: 2 });
        assert!(told.ends_with("content. (2 more)"), "{told}");
    }
}
