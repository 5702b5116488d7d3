//! What is wrong in a file, with its line.

use tasuki_terms::{LicenceNumber, OfficeNumber, Yen};

/// A fault in a deduction file or a result file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileFault {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub kind: FileFaultKind,
}

/// What can be wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FileFaultKind {
    /// It is not UTF-8.
    Encoding,
    /// The line does not end with CR LF, or holds a CR.
    LineEnd,
    /// Quotation marks stand wrong.
    Quotes,
    /// The record begins with another mark.
    Mark {
        /// The mark that should stand there.
        expected: &'static str,
    },
    /// The record has another number of fields.
    Columns {
        /// How many it should have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// There is no trailer, so that the file may be cut off.
    NoTrailer,
    /// The form is of another version.
    Version,
    /// A field has no value that it may have.
    Field {
        /// Its name.
        name: &'static str,
    },
    /// The records are not numbered 1, 2, 3 ….
    Sequence {
        /// The number that should stand there.
        expected: usize,
    },
    /// The office belongs to another federation.
    ForeignOffice {
        /// The office.
        office: OfficeNumber,
    },
    /// The licence stands on more than one line.
    Repeated {
        /// The licence.
        licence: LicenceNumber,
    },
    /// The trailer tells another number of records.
    Count {
        /// What it tells.
        told: usize,
        /// How many there are.
        found: usize,
    },
    /// The trailer tells another sum.
    Total {
        /// What it tells.
        told: Yen,
        /// The sum of the lines.
        found: Yen,
    },
    /// The control sum differs.
    Control,
    /// The result is that of another request.
    OtherRequest,
    /// The line answers nothing that was asked in its place.
    NotAsked,
    /// A fee is not answered.
    Unanswered {
        /// Its licence.
        licence: LicenceNumber,
    },
}

impl FileFault {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self.kind {
            FileFaultKind::Encoding => "deduction.encoding",
            FileFaultKind::LineEnd => "deduction.line-end",
            FileFaultKind::Quotes => "deduction.quotes",
            FileFaultKind::Mark { .. } => "deduction.mark",
            FileFaultKind::Columns { .. } => "deduction.columns",
            FileFaultKind::NoTrailer => "deduction.no-trailer",
            FileFaultKind::Version => "deduction.version",
            FileFaultKind::Field { .. } => "deduction.field",
            FileFaultKind::Sequence { .. } => "deduction.sequence",
            FileFaultKind::ForeignOffice { .. } => "deduction.foreign-office",
            FileFaultKind::Repeated { .. } => "deduction.repeated",
            FileFaultKind::Count { .. } => "deduction.count",
            FileFaultKind::Total { .. } => "deduction.total",
            FileFaultKind::Control => "deduction.control",
            FileFaultKind::OtherRequest => "deduction.other-request",
            FileFaultKind::NotAsked => "deduction.not-asked",
            FileFaultKind::Unanswered { .. } => "deduction.unanswered",
        }
    }

    /// What is wrong and where, in Japanese.
    pub fn what(&self) -> String {
        format!("{}行目: {}", self.line, self.kind.what())
    }

    /// What to do, in Japanese. Nothing of a faulty file is taken over.
    pub const fn hint(&self) -> &'static str {
        match self.kind {
            FileFaultKind::Encoding | FileFaultKind::LineEnd | FileFaultKind::Quotes => {
                "ファイルを表計算ソフトなどで保存し直さず、受け取ったままのものを読み込んでください。"
            }
            FileFaultKind::NoTrailer
            | FileFaultKind::Count { .. }
            | FileFaultKind::Total { .. }
            | FileFaultKind::Control => {
                "ファイルが途中で切れたか、変更されています。もう一度受け取り直してください。"
            }
            FileFaultKind::OtherRequest
            | FileFaultKind::NotAsked
            | FileFaultKind::Unanswered { .. } => {
                "請求月と、依頼に使ったファイルをご確認のうえ、対応する結果ファイルを読み込んでください。"
            }
            FileFaultKind::Version => "対応している版のファイルかどうか、作成元にご確認ください。",
            FileFaultKind::Mark { .. }
            | FileFaultKind::Columns { .. }
            | FileFaultKind::Field { .. }
            | FileFaultKind::Sequence { .. }
            | FileFaultKind::ForeignOffice { .. }
            | FileFaultKind::Repeated { .. } => {
                "この行の内容を作成元にご確認のうえ、正しいファイルを読み込んでください。"
            }
        }
    }
}

impl FileFaultKind {
    fn what(&self) -> String {
        match self {
            Self::Encoding => "文字コードがUTF-8ではありません。".to_owned(),
            Self::LineEnd => "行の終わりが改行（CRLF）ではありません。".to_owned(),
            Self::Quotes => "引用符（\"）の使い方が正しくありません。".to_owned(),
            Self::Mark { expected } => format!("レコード区分が「{expected}」ではありません。"),
            Self::Columns { expected, found } => {
                format!("項目の数が正しくありません（{expected}項目のところ{found}項目）。")
            }
            Self::NoTrailer => "トレーラレコード（T）がありません。".to_owned(),
            Self::Version => "対応していない版のファイルです。".to_owned(),
            Self::Field { name } => format!("「{name}」の値が正しくありません。"),
            Self::Sequence { expected } => {
                format!("連番が続いていません（{expected}のはずです）。")
            }
            Self::ForeignOffice { office } => {
                format!("事業所（{office}）は、この国保連の事業所ではありません。")
            }
            Self::Repeated { licence } => {
                format!("ライセンス番号（{licence}）が2回以上あります。")
            }
            Self::Count { told, found } => {
                format!("件数が一致していません（記載{told}件、実際{found}件）。")
            }
            Self::Total { told, found } => {
                format!("合計額が一致していません（記載{told}、実際{found}）。")
            }
            Self::Control => "検算値が一致していません。".to_owned(),
            Self::OtherRequest => "別の依頼に対する結果です。".to_owned(),
            Self::NotAsked => "依頼した内容と一致していません。".to_owned(),
            Self::Unanswered { licence } => {
                format!("ライセンス番号（{licence}）の結果がありません。")
            }
        }
    }
}
