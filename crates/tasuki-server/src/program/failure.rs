//! What went wrong, for operators and for other programs.

mod causes;
mod toml;
mod words;

use std::process::ExitCode;

use super::args::Format;

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
        failed("internal")(cause)
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
            Some(cause) => format!("{what}（{code}）\n{hint}\n原因: {cause:#}"),
            None => format!("{what}（{code}）\n{hint}"),
        }
    }

    fn json(&self) -> serde_json::Value {
        serde_json::json!({ "error": {
            "code": self.code,
            "what": self.what,
            "hint": self.hint,
            "cause": self.cause.as_ref().map(|cause| format!("{cause:#}")),
        } })
    }
}

/// Makes a failure of a cause; the code chooses the words.
pub(super) fn failed<E: Into<anyhow::Error>>(code: &'static str) -> impl FnOnce(E) -> Failure {
    let (what, hint, exit) = words::of(code);
    move |cause| Failure {
        code,
        what,
        hint: hint.to_owned(),
        exit,
        cause: Some(cause.into()),
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
}
