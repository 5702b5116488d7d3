//! The help of the program itself: all commands on one screen.
//!
//! What a command does stands here in a few words, in its own help in full.

use crate::Exit;
use crate::show::width;

/// Each command in a few words, in the order of their help.
pub(super) const COMMANDS: [(&str, &str); 19] = [
    ("send", "ファイルの送信"),
    ("inbox", "受信一覧"),
    ("receive", "受信とファイルの保存"),
    ("outbox", "送信一覧と相手の状況"),
    ("withdraw", "送信の取消"),
    ("partners", "連携できる事業所の検索"),
    ("account", "自事業所の状況"),
    ("verify", "受領証の確認（通信なし）"),
    ("watch", "新着などのお知らせ"),
    ("certificate", "電子証明書の準備と確認"),
    ("explain", "検査の規則の説明"),
    ("check", "ファイルの検査（送信なし）"),
    ("layout", "標準仕様の項目の一覧"),
    ("compare", "予定と実績の突き合わせ"),
    ("diff", "変更前後のファイルの比較"),
    ("normalise", "標準仕様の書き方への修正"),
    ("convert", "V3とV4.1の間の変換"),
    ("generate", "架空の利用者のCSVの作成"),
    ("conformance", "介護ソフトの適合の確認"),
];

/// What is said of `--profile`.
pub(super) const PROFILE: &str = "設定（TASUKI_PROFILE、~/.config/tasuki の順）";

/// What is said of `--help` and `--version`.
pub(super) const HELP: &str = "この説明を表示（バージョンは -V, --version）";

/// How many columns a command and its words take of a line that holds two.
const HALF: usize = 39;

/// How many columns a command's name takes.
const NAME: usize = 13;

/// The template of the help, for clap.
pub(super) fn template() -> String {
    let commands = commands();
    let exits = exits();
    format!(
        "{{about}}\n使い方: {{usage}}\n\n\
         コマンド（くわしくは tasuki <コマンド> --help）:\n{commands}\
         オプション:\n{{options}}\n{exits}\n"
    )
}

/// The commands in two columns, the first half on the left.
fn commands() -> String {
    let one = |(name, words): &(&str, &str)| format!("{name:<NAME$}{words}");
    let (left, right) = COMMANDS.split_at(COMMANDS.len().div_ceil(2));
    let mut lines = String::new();
    for (at, left) in left.iter().enumerate() {
        let left = one(left);
        lines += "  ";
        lines += &left;
        if let Some(right) = right.get(at) {
            lines += &" ".repeat(HALF.saturating_sub(width(&left)));
            lines += &one(right);
        }
        lines.push('\n');
    }
    lines
}

/// How the program ends, in two lines.
fn exits() -> String {
    let [done, refused, wrong, ours, later] =
        Exit::ALL.map(|exit| format!("{} {}", exit.code(), exit.brief()));
    format!("終了コード: {done}  {refused}\n            {wrong}  {ours}  {later}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_is_told_in_its_order_and_takes_its_half() {
        let program = super::super::definition();
        let names: Vec<_> = program
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        assert_eq!(names, COMMANDS.map(|(name, _)| name));
        let (left, right) = COMMANDS.split_at(COMMANDS.len().div_ceil(2));
        for (half, most) in [(left, HALF - 1), (right, HALF)] {
            for (name, words) in half {
                assert!(name.len() < NAME && NAME + width(words) <= most, "{name}");
            }
        }
    }
}
