//! How the program ends.

use std::process::ExitCode;

use tasuki_desk::Outcome;

/// How the program ends (終了コード).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// It was refused, or files have errors.
    Refused = 1,
    /// The program was called or set up in the wrong way.
    WrongUse = 2,
    /// Our own fault.
    OurFault = 70,
    /// It may work later.
    TryLater = 75,
}

impl Exit {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Done,
        Self::Refused,
        Self::WrongUse,
        Self::OurFault,
        Self::TryLater,
    ];

    /// The number.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The same in a few words, for the program's help.
    pub(crate) const fn brief(self) -> &'static str {
        match self {
            Self::Done => "正常に終了",
            Self::Refused => "受け付け不可、またはファイルに誤り",
            Self::WrongUse => "指定や設定に誤り",
            Self::OurFault => "内部の問題",
            Self::TryLater => "接続できない（後で再実行）",
        }
    }

    /// What people read.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "正常に終了しました",
            Self::Refused => "受け付けられませんでした、またはファイルに誤りがあります",
            Self::WrongUse => "指定または設定に誤りがあります",
            Self::OurFault => "ソフトウェアの内部で問題が発生しました",
            Self::TryLater => "接続できません。時間をおいて再度実行してください",
        }
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Refused => Self::Refused,
            Outcome::WrongUse => Self::WrongUse,
            Outcome::TryLater => Self::TryLater,
            Outcome::OurFault => Self::OurFault,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_tells_every_exit_code() {
        let guide = include_str!("../../../docs/check.md");
        let (_, table) = guide
            .split_once("\n## Exit codes of all commands\n")
            .unwrap();
        let (table, _) = table.split_once("\n## ").unwrap();
        let told: Vec<&str> = table
            .lines()
            .filter(|line| line.starts_with("| "))
            .skip(1)
            .collect();
        let expected = Exit::ALL.map(|exit| format!("| {} | {} |", exit.code(), exit.meaning()));
        assert_eq!(told, expected);
    }
}
