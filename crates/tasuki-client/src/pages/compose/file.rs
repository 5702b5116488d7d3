//! A file of a draft as it is shown, with what was found in it.

use tasuki_desk::{DraftFile, Fault};
use tasuki_standard::{CheckReport, FileName, Finding, Severity};
use tasuki_terms::MediaType;
use tasuki_ui::{Tag, Tone};

use crate::answer::Told;
use crate::show;

/// How many findings of one file are shown at once; the rest follows behind a fold.
const MOST_SHOWN: usize = 5;

/// A file of a draft.
pub(crate) struct FileView {
    /// Its place in the draft.
    pub(crate) place: i64,
    pub(crate) name: String,
    /// What the standard calls it, or what kind of attachment it is.
    pub(crate) kind: &'static str,
    pub(crate) size: String,
    pub(crate) picture: Picture,
    pub(crate) tag: Tag,
    pub(crate) faults: Vec<Told>,
    pub(crate) findings: Vec<FindingView>,
    /// Those that are folded away.
    pub(crate) more: Vec<FindingView>,
}

/// What is shown beside its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Picture {
    /// The image itself.
    Image,
    /// A short word.
    Word(&'static str),
}

impl Picture {
    /// The word, where it is no image.
    pub(crate) const fn word(self) -> Option<&'static str> {
        match self {
            Self::Image => None,
            Self::Word(word) => Some(word),
        }
    }
}

/// A finding of the check.
pub(crate) struct FindingView {
    pub(crate) tag: Tag,
    /// `3行目　No.16 TAISコード`; empty for the file as a whole.
    pub(crate) place: String,
    /// What stands there.
    pub(crate) value: Option<String>,
    pub(crate) what: String,
    pub(crate) hint: String,
    /// How many equal ones it stands for besides itself.
    pub(crate) others: u32,
}

impl FindingView {
    pub(crate) fn of(finding: &Finding) -> Self {
        let (tone, word) = match finding.severity {
            Severity::Error => (Tone::Error, "誤り"),
            Severity::Warning => (Tone::Warning, "注意"),
            Severity::Note => (Tone::Info, "参考"),
        };
        let place = &finding.place;
        let parts = [
            place.line.map(|line| format!("{line}行目")),
            place.column_no.map(|no| format!("No.{no}")),
            place.column_name.clone(),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        Self {
            tag: Tag::new(tone, word),
            place: parts.join("　"),
            value: finding.value.clone(),
            what: finding.what.clone(),
            hint: finding.hint.clone(),
            others: finding.count.saturating_sub(1),
        }
    }
}

impl FileView {
    pub(crate) fn of(
        place: i64,
        file: &DraftFile,
        report: Option<&CheckReport>,
        faults: &[Fault],
    ) -> Self {
        let media = MediaType::of_name(&file.name);
        let of_standard = FileName::parse(&file.name).ok();
        let kind = match (&of_standard, media) {
            (Some(name), _) => name.kind.name(),
            (None, Some(MediaType::Csv)) => "CSVファイル",
            (None, Some(MediaType::Pdf)) => "PDFファイル",
            (None, Some(MediaType::Jpeg | MediaType::Png | MediaType::Gif)) => "画像",
            (None, Some(MediaType::Text)) => "テキストファイル",
            (None, None) => "送信できないファイル",
        };
        // What stands beside a file that is no CSV at all was not checked.
        let is_unchecked = faults.iter().any(|fault| {
            matches!(
                fault,
                Fault::Content {
                    named: MediaType::Csv,
                    ..
                }
            )
        });
        let is_unchecked = is_unchecked && media == Some(MediaType::Csv);
        let faults: Vec<Told> = faults
            .iter()
            .filter(|fault| names(fault) == Some(&file.name))
            .map(Told::from)
            .collect();
        let found = report.into_iter().flat_map(|report| &report.findings);
        let mut findings: Vec<&Finding> = found
            .filter(|finding| finding.place.file == file.name)
            .collect();
        findings.sort_by_key(|finding| finding.severity != Severity::Error);
        let errors = count(&findings, Severity::Error) + faults.len();
        let warnings = count(&findings, Severity::Warning);
        let mut findings: Vec<FindingView> = findings.into_iter().map(FindingView::of).collect();
        let more = findings.split_off(findings.len().min(MOST_SHOWN));
        Self {
            place,
            name: file.name.clone(),
            kind,
            size: show::size(file.bytes.len() as u64),
            picture: picture(media, !faults.is_empty()),
            tag: match (errors, warnings) {
                (0, 0) if is_unchecked => Tag::new(Tone::Plain, "未確認"),
                (0, 0) => Tag::new(Tone::Success, "問題なし"),
                (0, warnings) => Tag::new(Tone::Warning, format!("注意 {warnings}件")),
                (errors, _) => Tag::new(Tone::Error, format!("誤り {errors}件")),
            },
            faults,
            findings,
            more,
        }
    }
}

impl FileView {
    /// Where it stands on the page.
    pub(crate) fn anchor(&self) -> String {
        format!("file-{}", self.place)
    }

    /// Its name, and what is wrong with it: the fault, or how many errors were found.
    pub(crate) fn wrong(&self) -> String {
        let what = self.faults.first().map(|fault| &*fault.what);
        let what = what.map(|what| what.replace(&format!("（{}）", self.name), ""));
        let what = what.unwrap_or_else(|| self.tag.label.clone());
        format!("{}：{}", self.name, what.trim_end_matches('。'))
    }
}

fn count(findings: &[&Finding], severity: Severity) -> usize {
    let of_it = findings.iter().filter(|one| one.severity == severity);
    of_it.map(|one| one.count as usize).sum()
}

const fn picture(media: Option<MediaType>, is_faulty: bool) -> Picture {
    match media {
        Some(MediaType::Jpeg | MediaType::Png | MediaType::Gif) if !is_faulty => Picture::Image,
        Some(MediaType::Jpeg | MediaType::Png | MediaType::Gif) => Picture::Word("画像"),
        Some(MediaType::Csv) => Picture::Word("CSV"),
        Some(MediaType::Pdf) => Picture::Word("PDF"),
        Some(MediaType::Text) => Picture::Word("TXT"),
        None => Picture::Word("？"),
    }
}

/// The file that a fault is about, if it is about one.
pub(crate) fn names(fault: &Fault) -> Option<&String> {
    match fault {
        Fault::Zip { name }
        | Fault::Extension { name }
        | Fault::Content { name, .. }
        | Fault::FileName { name }
        | Fault::DoubledName { name } => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use tasuki_exchange::Content;

    use super::*;

    #[test]
    fn a_file_that_cannot_be_sent_says_what_it_is_and_why() {
        let file = DraftFile {
            name: "案内.pdf".to_owned(),
            bytes: Vec::new(),
        };
        let fault = Fault::Content {
            name: file.name.clone(),
            named: MediaType::Pdf,
            found: Content::Empty,
        };
        let view = FileView::of(3, &file, None, &[fault]);
        assert_eq!(view.anchor(), "file-3");
        assert_eq!(view.wrong(), "案内.pdf：ファイルが空です");

        let name = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
        let report = tasuki_standard::check_files(&[(name, b"202407\r\n")]);
        let file = DraftFile {
            name: name.to_owned(),
            bytes: b"202407\r\n".to_vec(),
        };
        let view = FileView::of(4, &file, Some(&report), &[]);
        assert_eq!(view.wrong(), format!("{name}：{}", view.tag.label));
        assert!(view.tag.label.starts_with("誤り"), "{}", view.tag.label);
    }
}
