//! Why something cannot be sent, before anything is sent.

use tasuki_exchange::{Content, Refusal, content};
use tasuki_standard::CheckReport;
use tasuki_terms::{MediaType, OfficeNumber};

/// Why something cannot be sent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The rules of the exchange do not allow it.
    #[error(transparent)]
    Rule(#[from] Refusal),
    /// The CSV files are not as the standard wants them.
    #[error("{} errors in the files", report.errors)]
    Findings {
        /// What was found, and where.
        report: CheckReport,
    },
    /// A ZIP archive.
    #[error("{name} is an archive")]
    Zip {
        /// The file.
        name: String,
    },
    /// A kind of file that may not be sent.
    #[error("{name} has another extension than those that may be sent")]
    Extension {
        /// The file.
        name: String,
    },
    /// A file's content is not what its name says.
    #[error("the content of {name} is not {named}")]
    Content {
        /// The file.
        name: String,
        /// What its name says.
        named: MediaType,
        /// What its bytes are.
        found: Content,
    },
    /// A file's name cannot be sent.
    #[error("the name {name} cannot be sent")]
    FileName {
        /// The file, as well as it can be shown.
        name: String,
    },
    /// Two files have the same name.
    #[error("several files are called {name}")]
    DoubledName {
        /// Their name.
        name: String,
    },
    /// Neither a CSV file nor the person says to whom.
    #[error("no receiver")]
    NoReceiver,
    /// The CSV files name another receiver than the person.
    #[error("the files are for {named}, not for {asked}")]
    OtherReceiver {
        /// Whom the files name.
        named: OfficeNumber,
        /// Whom the person named.
        asked: OfficeNumber,
    },
    /// The text is too long.
    #[error("the text has {found} bytes, allowed are {limit}")]
    TextTooLong {
        /// How long it is, in bytes.
        found: usize,
        /// How long it may be, in bytes.
        limit: usize,
    },
    /// The receiver has no certificate to seal for.
    #[error("{office} has no valid certificate")]
    NoCertificate {
        /// The receiver.
        office: OfficeNumber,
    },
    /// Something else than CSV files in a bulk send.
    #[error("{name} cannot go into a bulk send")]
    NotForBulk {
        /// The file.
        name: String,
    },
}

impl Fault {
    /// That a file is something else than the CSV file that its name says, such as a PDF: then there are no
    /// lines to be wrong in it, and this is all there is to say. Its first bytes
    /// ([`tasuki_exchange::TOLD_WITHIN`]) are enough.
    pub fn no_csv(name: &str, bytes: &[u8]) -> Option<Self> {
        let named = MediaType::of_name(name).filter(|media| *media == MediaType::Csv)?;
        let found = content(bytes);
        found.is_other_kind().then(|| Self::Content {
            name: name.to_owned(),
            named,
            found,
        })
    }

    /// The code of what is not what its name says, such as a file named `.csv` that is none.
    pub const NO_CSV: &str = "file.content";

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rule(refusal) => refusal.code(),
            Self::Findings { .. } => "files.findings",
            Self::Zip { .. } => "file.zip",
            Self::Extension { .. } => "file.extension",
            Self::Content { .. } => Self::NO_CSV,
            Self::FileName { .. } => "file.name",
            Self::DoubledName { .. } => "file.doubled-name",
            Self::NoReceiver => "receiver.missing",
            Self::OtherReceiver { .. } => "receiver.differs",
            Self::TextTooLong { .. } => "text.too-long",
            Self::NoCertificate { .. } => "receiver.no-certificate",
            Self::NotForBulk { .. } => "bulk.attachment",
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::Rule(refusal) => refusal.what(),
            Self::Findings { report } if only_units(report) => {
                "ファイルの組み合わせが正しくありません。".to_owned()
            }
            Self::Findings { .. } => {
                "ケアプランデータの書式フォーマットが正しくありません。".to_owned()
            }
            Self::Zip { name } => format!("ZIPファイルは送信できません（{name}）。"),
            Self::Extension { name } => format!("この種類のファイルは送信できません（{name}）。"),
            Self::Content {
                name,
                found: Content::Empty,
                ..
            } => format!("ファイルが空です（{name}）。"),
            Self::Content { name, named, found } => match found.name() {
                Some(found) => format!(
                    "このファイルは{}ではなく、{found}です（{name}）。",
                    named.name()
                ),
                None => format!(
                    "ファイルの内容が拡張子と一致しません（{name}は{}ではありません）。",
                    named.name()
                ),
            },
            Self::FileName { name } => {
                format!("ファイル名に使用できない文字があります（{name}）。")
            }
            Self::DoubledName { name } => format!("同じ名前のファイルが2つあります（{name}）。"),
            Self::NoReceiver => "送信先の事業所番号がわかりません。".to_owned(),
            Self::OtherReceiver { named, asked } => format!(
                "指定された送信先（{asked}）が、CSVファイルの送信先（{named}）と一致しません。"
            ),
            Self::TextTooLong { found, limit } => format!(
                "メッセージが長すぎます（全角でおよそ{}文字まで、現在およそ{}文字）。",
                limit / 3,
                found.div_ceil(3)
            ),
            Self::NoCertificate { office } => {
                format!("送信先事業所（{office}）の有効な電子証明書がありません。")
            }
            Self::NotForBulk { name } => {
                format!("一括送信できるのはCSVファイルだけです（{name}）。")
            }
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::Rule(refusal) => refusal.hint(),
            Self::Findings { report } if only_units(report) => {
                "CSVファイルの組み合わせを確認してください。"
            }
            Self::Findings { .. } => "ケアプランデータ内の書式を確認してください。",
            Self::Zip { .. } => {
                "「すべて展開」をしてから、展開されたファイルを選んで送信してください。"
            }
            Self::Extension { .. } => {
                "csv、pdf、jpg、jpeg、png、gif、txtのいずれかの形式で保存し直してください。"
            }
            Self::Content { named, found, .. } => return mended(*named, *found),
            Self::FileName { .. } => "ファイル名を変更してから、もう一度選んでください。",
            Self::DoubledName { .. } => "どちらか一方の名前を変更するか、一方を外してください。",
            Self::NoReceiver => {
                "CSVファイルのない送信では、送信先の事業所番号を --to で指定してください。"
            }
            Self::OtherReceiver { .. } => {
                "送信先をご確認ください。CSVファイルを送信するときは、送信先の指定は必要ありません。"
            }
            Self::TextTooLong { .. } => {
                "メッセージを短くするか、テキストファイルまたはPDFにして添付してください。"
            }
            Self::NoCertificate { .. } => {
                "送信先事業所に、電子証明書のインストールと更新をご依頼ください。"
            }
            Self::NotForBulk { .. } => "このファイルは、送信先を指定して1件ずつ送信してください。",
        };
        hint.to_owned()
    }

    /// What the check of the files found, where it is that.
    pub const fn report(&self) -> Option<&CheckReport> {
        match self {
            Self::Findings { report } => Some(report),
            _ => None,
        }
    }
}

/// What to do with a file whose bytes are not what its name says.
fn mended(named: MediaType, found: Content) -> String {
    if found == Content::Empty {
        return "元のファイルを開いて内容をご確認のうえ、保存し直して選んでください。".to_owned();
    }
    let as_it_is = match found {
        Content::Is(media) if media != MediaType::Text => {
            let extension = media.extensions().first().copied().unwrap_or_default();
            format!(
                "{}として送るときは、ファイル名の最後を「.{extension}」に変えて選び直してください。",
                media.name()
            )
        }
        Content::Zip => {
            "中のファイルを送るときは、「すべて展開」をしてから選んでください。".to_owned()
        }
        _ => String::new(),
    };
    let anew = if named == MediaType::Csv {
        "介護ソフトから、CSVファイルを出力し直して選んでください。"
    } else {
        "ファイルを開いて内容をご確認のうえ、正しい形式で保存し直してください。"
    };
    format!("{anew}{as_it_is}")
}

/// Whether all errors are about which files go together.
fn only_units(report: &CheckReport) -> bool {
    use tasuki_standard::Severity;
    report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .all(|finding| finding.rule.code().starts_with("unit."))
}
