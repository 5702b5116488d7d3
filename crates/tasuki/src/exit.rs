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
    use clap::CommandFactory as _;

    #[test]
    fn the_help_tells_every_exit_code() {
        let help = crate::Args::command().render_help().to_string();
        for exit in Exit::ALL {
            let line = format!("{:>4}  {}", exit.code(), exit.meaning());
            assert!(help.contains(&line), "{line}\n{help}");
        }
    }
}
