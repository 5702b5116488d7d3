//! Where results and notes go.

use std::io::{self, IsTerminal as _, Stderr, Stdout, Write as _};

use serde::Serialize;

use crate::Exit;
use crate::refusal::reason;
use crate::show::{Csv, Paint};

/// Results go to the standard output, notes to the standard error.
#[derive(Debug)]
pub(crate) struct Output {
    results: Stdout,
    notes: Stderr,
}

impl Default for Output {
    fn default() -> Self {
        Self {
            results: io::stdout(),
            notes: io::stderr(),
        }
    }
}

/// The results cannot be written to the standard output.
#[derive(Debug)]
pub(crate) struct NotWritten(io::Error);

impl Output {
    /// Writes a result, and a line end behind it.
    pub(crate) fn data(&mut self, text: &str) -> Result<(), NotWritten> {
        self.write(&[text.as_bytes(), b"\n"])
    }

    /// Writes a result for other programs, as one line of JSON.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), NotWritten> {
        let text = serde_json::to_string(value).map_err(|error| NotWritten(error.into()))?;
        self.data(&text)
    }

    /// Writes a result for spreadsheets.
    pub(crate) fn csv(&mut self, csv: &Csv) -> Result<(), NotWritten> {
        self.write(&[csv.text().as_bytes()])
    }

    /// Whether results are coloured: only for a person at a terminal who did not forbid it
    /// (<https://no-color.org>).
    pub(crate) fn paint(&self) -> Paint {
        let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let plain = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        if self.results.is_terminal() && !forbidden && !plain {
            Paint::Coloured
        } else {
            Paint::Plain
        }
    }

    /// Writes a note for people. Where nobody listens, it is lost.
    pub(crate) fn note(&mut self, text: &str) {
        let mut out = self.notes.lock();
        let _written = out
            .write_all(text.as_bytes())
            .and_then(|()| out.write_all(b"\n"));
    }

    /// Writes a note only for a person who is watching.
    pub(crate) fn progress(&mut self, text: &str) {
        if self.notes.is_terminal() {
            self.note(text);
        }
    }

    /// How to end after a last write. Whoever reads the results may stop reading at any time.
    pub(crate) fn end(&mut self, written: Result<(), NotWritten>) -> Exit {
        match written {
            Ok(()) => Exit::Done,
            Err(NotWritten(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Err(NotWritten(error)) => {
                self.note(&format!(
                    "結果を標準出力に書き込めませんでした（{}）。\n出力先の空き容量と、書き込みの権限をご確認ください。",
                    reason(error.kind())
                ));
                Exit::Refused
            }
        }
    }

    fn write(&mut self, parts: &[&[u8]]) -> Result<(), NotWritten> {
        let mut out = self.results.lock();
        let mut parts = parts.iter();
        parts
            .try_for_each(|part| out.write_all(part))
            .and_then(|()| out.flush())
            .map_err(NotWritten)
    }
}
