//! The layout of what people read: headings, numbered steps, fields.

use std::io::{self, Write};
use std::time::Duration;

use tokio::time::Instant;

use crate::lang::Lang;
use crate::width::{both_ends, left, wrapped};
use crate::words;

/// Columns of a line.
const WIDTH: usize = 80;
/// Columns before what belongs to a step.
const INDENT: usize = 6;
/// Columns of the name of a field.
const NAME: usize = 10;

/// Where people read, and in which language.
pub(crate) struct Report<W> {
    out: W,
    lang: Lang,
    colour: bool,
    step: u32,
}

/// A step that has begun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Its number, from 1.
    pub(crate) number: u32,
    began: Instant,
}

/// How a text is to look where colour is possible.
#[derive(Clone, Copy)]
enum Look {
    Strong,
    Faint,
    Good,
}

impl<W: Write> Report<W> {
    /// A report that is written to `out`.
    pub(crate) const fn new(out: W, lang: Lang, colour: bool) -> Self {
        Self {
            out,
            lang,
            colour,
            step: 0,
        }
    }

    /// The language.
    pub(crate) const fn lang(&self) -> Lang {
        self.lang
    }

    /// The number of the step that began last.
    pub(crate) const fn current(&self) -> u32 {
        self.step
    }

    /// The title.
    pub(crate) fn title(&mut self, text: &str) -> io::Result<()> {
        let text = self.dressed(text, Look::Strong);
        self.line(&text)
    }

    /// A heading, with room above.
    pub(crate) fn heading(&mut self, text: &str) -> io::Result<()> {
        let text = self.dressed(text, Look::Strong);
        self.line("")?;
        self.line(&text)
    }

    /// A step begins. Nothing is written until it is done.
    pub(crate) fn begin(&mut self) -> Step {
        self.step += 1;
        Step {
            number: self.step,
            began: Instant::now(),
        }
    }

    /// A step is done: its number, what was done, and how long it took.
    pub(crate) fn done(&mut self, step: Step, text: &str) -> io::Result<()> {
        let took = words::milliseconds(self.lang, step.began.elapsed());
        let start = format!("{:>4}  {text}", step.number);
        let line = both_ends(&start, &took, WIDTH);
        let line = match line.strip_suffix(&took) {
            Some(line) => format!("{line}{}", self.dressed(&took, Look::Faint)),
            None => line,
        };
        self.line("")?;
        self.line(&line)
    }

    /// A field of a step; long values go on in the next line.
    pub(crate) fn field(&mut self, name: &str, value: &str) -> io::Result<()> {
        let mut name = name;
        for value in wrapped(value, WIDTH - INDENT - NAME - 2) {
            let line = format!("{}{}  {value}", " ".repeat(INDENT), left(name, NAME));
            self.line(&line)?;
            name = "";
        }
        Ok(())
    }

    /// A field whose value ends with something at the edge, such as a time.
    pub(crate) fn field_with(&mut self, name: &str, value: &str, end: &str) -> io::Result<()> {
        let value = both_ends(value, end, WIDTH - INDENT - NAME - 2);
        let line = format!("{}{}  {value}", " ".repeat(INDENT), left(name, NAME));
        self.line(&line)
    }

    /// A file below a field: its name and its size.
    pub(crate) fn file(&mut self, name: &str, size: u64) -> io::Result<()> {
        let start = format!("{}{name}", " ".repeat(INDENT + 2));
        let line = both_ends(&start, &words::size(size), WIDTH);
        self.line(&line)
    }

    /// A row of a table; the cells have their widths already.
    pub(crate) fn row(&mut self, cells: &[String]) -> io::Result<()> {
        let line = format!("{}{}", " ".repeat(INDENT), cells.join("  "));
        self.line(line.trim_end())
    }

    /// The good end.
    pub(crate) fn good(&mut self, text: &str) -> io::Result<()> {
        let text = self.dressed(text, Look::Good);
        self.line("")?;
        self.line(&text)
    }

    /// An empty line.
    pub(crate) fn space(&mut self) -> io::Result<()> {
        self.line("")
    }

    /// Text that goes on in the next line where it is long.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        for line in wrapped(text, WIDTH - 2) {
            self.line(&format!("  {line}"))?;
        }
        Ok(())
    }

    /// Text as it is, such as a command, however long.
    pub(crate) fn verbatim(&mut self, text: &str) -> io::Result<()> {
        self.line(&format!("    {text}"))
    }

    /// What was written, for tests.
    #[cfg(test)]
    pub(crate) fn into_inner(self) -> W {
        self.out
    }

    fn dressed(&self, text: &str, look: Look) -> String {
        let code = match look {
            Look::Strong => "1",
            Look::Faint => "2",
            Look::Good => "32",
        };
        if self.colour {
            format!("\u{1B}[{code}m{text}\u{1B}[0m")
        } else {
            text.to_owned()
        }
    }

    fn line(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

/// Milliseconds with a point at the thousands.
pub(crate) fn thousands(time: Duration) -> String {
    let milliseconds = time.as_millis();
    match (milliseconds / 1000, milliseconds % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::width::{right, width};

    fn written(colour: bool) -> String {
        let mut report = Report::new(Vec::new(), Lang::Ja, colour);
        report.title("見本").unwrap();
        report.heading("準備").unwrap();
        let step = report.begin();
        report.done(step, "起動").unwrap();
        report.field("番号", "1370000001").unwrap();
        report.field("内容", &"予定。".repeat(15)).unwrap();
        report.field_with("署名", "連携基盤", "12:00:00").unwrap();
        report.file("UPPLAN.CSV", 1234).unwrap();
        report.row(&[left("番号", 10), right("4", 6)]).unwrap();
        report.good("よし。").unwrap();
        String::from_utf8(report.into_inner()).unwrap()
    }

    #[test]
    fn everything_stands_in_its_column() {
        let written = written(false);
        assert!(
            written.lines().all(|line| width(line) <= WIDTH),
            "{written}"
        );
        insta::with_settings!({ filters => vec![(r" +\d+ ミリ秒", "  [時間]")] }, {
            insta::assert_snapshot!(written, @r"
            見本

            準備

               1  起動  [時間]
                  番号        1370000001
                  内容        予定。予定。予定。予定。予定。予定。予定。予定。予定。予定。予
                              定。予定。予定。予定。予定。
                  署名        連携基盤                                              12:00:00
                    UPPLAN.CSV                                                         1.3KB
                  番号             4

            よし。
            ");
        });
    }

    #[test]
    fn colour_is_only_where_it_is_wanted() {
        assert!(!written(false).contains('\u{1B}'));
        assert!(written(true).contains("\u{1B}[32mよし。\u{1B}[0m"));
    }

    #[test]
    fn thousands_have_a_mark() {
        let text = |ms| thousands(Duration::from_millis(ms));
        assert_eq!([text(7), text(999), text(12_045)], ["7", "999", "12,045"]);
    }
}
