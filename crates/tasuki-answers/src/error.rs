//! Errors explained (エラーの説明): files of `docs/errors` and the rules of the check, which are part
//! of the program.
//!
//! Where an error happens, the code says in a sentence what is wrong with what was done, with names
//! and numbers. Here stands what is true of all errors of a code: why there is such a thing, what to
//! do, and who helps. A test finds every code of the workspace here.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::file::{FileFault, Files};
use crate::place::{Place, is_code};

/// The explanation of one error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorEntry {
    /// The stable code.
    pub code: String,
    /// What it is about, such as 電子証明書.
    pub area: String,
    /// The forms (帳票) that it is about; none where it may be any, or is about something else.
    pub forms: Vec<String>,
    /// What happened.
    pub what: String,
    /// Why it happens.
    pub why: String,
    /// What to do.
    pub next: String,
    /// Who can help.
    pub help: Vec<Helper>,
    /// The sentence of the official system (公式の文面), which may stand for several errors.
    pub official: Option<String>,
    /// Where more is told.
    pub see: Vec<Place>,
}

/// Who can help.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Helper {
    /// Whoever uses the program.
    Oneself,
    /// Whoever is in charge in the office.
    Office,
    /// The other office of the exchange.
    Partner,
    /// The maker of the care software.
    Vendor,
    /// Whoever runs the office's network and computers.
    Network,
    /// The help desk.
    Desk,
    /// The platform's operators.
    Operator,
}

impl Helper {
    /// Whether an error with which this one helps concerns those who work in an office. Makers of
    /// software and operators do not ask the help desk's pages.
    pub const fn is_asked_by_offices(self) -> bool {
        !matches!(self, Self::Vendor | Self::Operator)
    }

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Oneself => "ご自身（この画面の内容で対応できます）",
            Self::Office => "事業所の担当者・管理者",
            Self::Partner => "相手の事業所",
            Self::Vendor => "介護ソフトの会社",
            Self::Network => "パソコンやネットワークを管理している方",
            Self::Desk => "ヘルプデスク",
            Self::Operator => "連携基盤の運用者",
        }
    }
}

/// One file: the errors of one area.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Area {
    title: String,
    order: u16,
    errors: BTreeMap<String, Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    what: String,
    why: String,
    next: String,
    help: Vec<Helper>,
    official: Option<String>,
    #[serde(default)]
    see: Vec<String>,
}

/// A rule of the check, as `tasuki-standard` keeps it.
#[derive(Deserialize)]
struct RuleRow {
    title: String,
    why: String,
    office: String,
    /// The kinds of files that it is for; none for all.
    #[serde(default)]
    kinds: Vec<String>,
}

/// What the newest standard calls its kinds of files.
#[derive(Deserialize)]
struct Standard {
    kinds: BTreeMap<String, KindRow>,
}

#[derive(Deserialize)]
struct KindRow {
    name_ja: String,
}

const FILES: Files = include!(concat!(env!("OUT_DIR"), "/errors.rs"));

/// The texts from which the pages of `docs/rules` are made.
const RULES: &str = include_str!("../../tasuki-standard/data/rules.toml");

/// Where the names of the kinds of files stand.
const STANDARD: &str = include_str!("../../tasuki-standard/data/v4.toml");

/// What findings are about.
const FINDINGS: &str = "ケアプランデータの検査";

impl ErrorEntry {
    /// All errors that this workspace knows, by area and then by code. A test makes sure that they can
    /// be read.
    pub fn embedded() -> Result<Vec<Self>, FileFault> {
        let mut entries = Self::read_all(FILES.iter().copied())?;
        entries.extend(rules("rules.toml", RULES)?);
        only_once(&entries)?;
        Ok(entries)
    }

    /// Reads errors, each file given as name and text.
    pub fn read_all<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Vec<Self>, FileFault> {
        let mut areas = Vec::new();
        for (file, text) in files {
            let area: Area = toml::from_str(text).map_err(|source| unread(file, source))?;
            areas.push((area.order, file, area));
        }
        areas.sort_by_key(|(order, file, _)| (*order, *file));
        let mut entries = Vec::new();
        for (_, file, area) in areas {
            for (code, row) in area.errors {
                entries.push(entry(file, &area.title, code, row)?);
            }
        }
        only_once(&entries)?;
        Ok(entries)
    }

    /// The entry of this code among `all`.
    pub fn find<'a>(all: &'a [Self], code: &str) -> Option<&'a Self> {
        all.iter().find(|entry| entry.code == code)
    }
}

fn entry(file: &str, area: &str, code: String, row: Row) -> Result<ErrorEntry, FileFault> {
    let missing = |what: String| FileFault::Missing {
        file: file.to_owned(),
        what,
    };
    if !is_code(&code) {
        return Err(missing(format!("the form of a code in {code}")));
    }
    for sentence in [&row.what, &row.why, &row.next] {
        if !sentence.ends_with('。') {
            return Err(missing(format!("a whole sentence of {code}")));
        }
    }
    if row.help.is_empty() {
        return Err(missing(format!("who helps with {code}")));
    }
    let see = row.see.iter().map(|place| {
        place.parse().map_err(|_| FileFault::Astray {
            file: file.to_owned(),
            to: place.clone(),
        })
    });
    Ok(ErrorEntry {
        see: see.collect::<Result<_, _>>()?,
        code,
        area: area.to_owned(),
        forms: Vec::new(),
        what: row.what,
        why: row.why,
        next: row.next,
        help: row.help,
        official: row.official,
    })
}

/// What findings name, in the order of their numbers.
fn rules(file: &str, text: &str) -> Result<Vec<ErrorEntry>, FileFault> {
    let rules: BTreeMap<String, RuleRow> =
        toml::from_str(text).map_err(|source| unread(file, source))?;
    let standard: Standard =
        toml::from_str(STANDARD).map_err(|source| unread("v4.toml", source))?;
    let names = |kinds: &[String]| {
        let named = kinds.iter().filter_map(|kind| standard.kinds.get(kind));
        named.map(|kind| kind.name_ja.clone()).collect()
    };
    let entry = |(code, rule): (String, RuleRow)| ErrorEntry {
        code,
        area: FINDINGS.to_owned(),
        forms: names(&rule.kinds),
        what: format!("「{}」という決まりに合わないところがあります。", rule.title),
        why: rule.why,
        next: rule.office,
        help: vec![Helper::Oneself, Helper::Vendor],
        official: None,
        see: Vec::new(),
    };
    let mut entries: Vec<ErrorEntry> = rules.into_iter().map(entry).collect();
    entries.sort_by(|one, other| numbered(&one.code).cmp(&numbered(&other.code)));
    Ok(entries)
}

/// A code as it stands in order: names by letters, numbers by size, so that 6-2 comes before 6-10.
fn numbered(code: &str) -> Vec<(&str, u32)> {
    let parts = code.split(['-', '.']);
    parts
        .map(|part| {
            let name = part.trim_start_matches(|sign: char| sign.is_ascii_digit());
            let number = part.strip_suffix(name).unwrap_or_default();
            (name, number.parse().unwrap_or_default())
        })
        .collect()
}

fn only_once(entries: &[ErrorEntry]) -> Result<(), FileFault> {
    let mut codes = BTreeSet::new();
    match entries.iter().find(|entry| !codes.insert(&entry.code)) {
        None => Ok(()),
        Some(entry) => Err(FileFault::Twice {
            file: entry.area.clone(),
            what: entry.code.clone(),
        }),
    }
}

fn unread(file: &str, source: toml::de::Error) -> FileFault {
    FileFault::Toml {
        file: file.to_owned(),
        source: Box::new(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_errors_are_whole() {
        let all = ErrorEntry::embedded().unwrap();
        assert!(all.len() >= 150, "{}", all.len());
        let place = |code| all.iter().position(|entry| entry.code == code).unwrap();
        assert!(place("6-1") < place("6-2") && place("6-2") < place("6-10"));
        assert!(place("6-13") < place("7-1") && place("7-9") < place("file.empty"));
        for entry in &all {
            assert_eq!(ErrorEntry::find(&all, &entry.code), Some(entry));
            assert!(!entry.why.is_empty() && !entry.next.is_empty());
        }
        assert_eq!(ErrorEntry::find(&all, "no.such"), None);
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        let read = |row: &str| {
            let text = format!("title = \"送信\"\norder = 1\n[errors.\"a.b\"]\n{row}");
            ErrorEntry::read_all([("send", &*text)])
        };
        let good = "what = \"一。\"\nwhy = \"二。\"\nnext = \"三。\"\nhelp = [\"desk\"]";
        let [entry] = &*read(good).unwrap() else {
            panic!()
        };
        assert_eq!((&*entry.code, &*entry.area), ("a.b", "送信"));
        assert_eq!(entry.help[0].name(), "ヘルプデスク");
        let open = read(&good.replace("二。", "二"));
        assert!(matches!(open, Err(FileFault::Missing { .. })));
        let alone = read(&good.replace("\"desk\"", ""));
        assert!(matches!(alone, Err(FileFault::Missing { .. })));
        let astray = read(&format!("{good}\nsee = [\"javascript:a()\"]"));
        assert!(matches!(astray, Err(FileFault::Astray { .. })));
        let unknown = read(&format!("{good}\ncolour = 1"));
        assert!(matches!(unknown, Err(FileFault::Toml { .. })));
    }
}
