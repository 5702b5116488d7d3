//! What went wrong, for operators and for other programs.

mod causes;
mod code;
mod toml;
mod words;

use std::io;
use std::process::ExitCode;

use tasuki_terms::system_fault;

use super::args::Format;
pub(super) use causes::{of_cause, of_store};
pub(super) use code::Code;

/// A command did not do what was asked.
#[derive(Debug)]
pub(super) struct Failure {
    code: &'static str,
    what: &'static str,
    hint: String,
    exit: u8,
    /// For who looks further into it; none where the words say all.
    cause: Option<anyhow::Error>,
}

/// Wrong use or wrong settings.
const WRONG_USE: u8 = 2;
/// What was asked is refused.
const REFUSED: u8 = 1;
/// It failed.
const FAILED: u8 = 70;

impl Failure {
    /// A failure that is nobody's fault here.
    pub(super) fn internal(cause: anyhow::Error) -> Self {
        failed(Code::Internal)(cause)
    }

    /// A failure of which the words say all.
    pub(super) fn of(code: Code) -> Self {
        let (what, hint) = code.words();
        Self {
            code: code.code(),
            what,
            hint: hint.to_owned(),
            exit: code.exit(),
            cause: None,
        }
    }

    /// The same with another hint, as one that quotes what was read.
    fn hinting(self, hint: String) -> Self {
        Self { hint, ..self }
    }

    /// Says what happened on standard error, and gives the exit code.
    #[expect(clippy::print_stderr, reason = "the operator reads it")]
    pub(super) fn tell(&self, format: Format) -> ExitCode {
        match format {
            Format::Text => eprintln!("{}", self.text()),
            Format::Json => eprintln!("{}", self.json()),
        }
        ExitCode::from(self.exit)
    }

    /// What happened and what to do, in one line.
    pub(super) fn told(&self) -> String {
        let hint = self.hint.replace('\n', "、");
        format!("{}{hint}", self.what)
    }

    fn text(&self) -> String {
        let Self {
            code, what, hint, ..
        } = self;
        match &self.cause {
            Some(cause) => format!("{what}（{code}）\n{hint}\n原因: {}", cause_text(cause)),
            None => format!("{what}（{code}）\n{hint}"),
        }
    }

    fn json(&self) -> serde_json::Value {
        serde_json::json!({ "error": {
            "code": self.code,
            "what": self.what,
            "hint": self.hint,
            "cause": self.cause.as_ref().map(cause_text),
        } })
    }
}

/// Makes a failure of a cause; the code chooses the words.
pub(super) fn failed<E: Into<anyhow::Error>>(code: Code) -> impl FnOnce(E) -> Failure {
    move |cause| Failure {
        cause: Some(cause.into()),
        ..Failure::of(code)
    }
}

/// A cause with all that is behind it: what hinders the system in Japanese, if that is known, and
/// what was being done in the words of logs.
pub(super) fn cause_text(cause: &anyhow::Error) -> String {
    let system = |one: &(dyn std::error::Error + 'static)| {
        one.downcast_ref::<io::Error>()
            .and_then(|error| system_fault(error.kind()))
    };
    match cause.chain().find_map(system) {
        Some(told) => format!("{told}（{cause:#}）"),
        None => format!("{cause:#}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::SetupError;

    #[test]
    fn a_failure_names_its_code_and_its_cause() {
        let failure = Failure::from(SetupError::NotRegistered {
            office: "1370000001".parse().unwrap(),
        });
        insta::assert_snapshot!(failure.text(), @r"
        この事業所は登録されていません。（office.not-registered）
        先に tasuki-server admin office add で登録してください。
        原因: office 1370000001 is not registered
        ");
        insta::assert_snapshot!(failure.json(), @r#"{"error":{"code":"office.not-registered","what":"この事業所は登録されていません。","hint":"先に tasuki-server admin office add で登録してください。","cause":"office 1370000001 is not registered"}}"#);
        assert_eq!(failure.exit, 1);
    }

    #[test]
    fn what_hinders_the_system_is_told_in_japanese() {
        let missing = fs_err::read("/nowhere/at/all").unwrap_err();
        let failure = Failure::from(SetupError::File(missing));
        insta::assert_snapshot!(failure.text(), @r"
        ファイルを読み書きできませんでした。（file.failed）
        空き容量と権限をご確認ください。
        原因: ファイルまたはフォルダーが見つかりません（a file cannot be read or written: failed to open file `/nowhere/at/all`: No such file or directory (os error 2)）
        ");
        let listening = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let taken = std::net::TcpListener::bind(listening.local_addr().unwrap());
        let taken = anyhow::Context::context(taken, "cannot listen");
        let told = cause_text(&taken.unwrap_err());
        assert!(told.starts_with("待ち受け先のポートは"), "{told}");
        assert_eq!(cause_text(&anyhow::anyhow!("odd")), "odd");
    }
}
