//! What was found wrong in a file.

use std::fmt;

use super::Column;

/// Something wrong in a line of the open data. It never holds what stood there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowFinding {
    /// The line, counted from 1; of a row of several lines the first.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<Column>,
    /// What is wrong.
    pub code: FindingCode,
}

/// What can be wrong in a line. `Display` is the stable code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FindingCode {
    /// More or fewer fields than the header has.
    Fields,
    /// A quotation mark without its other one.
    Quote,
    /// A line beyond the limit.
    LineLength,
    /// Bytes that are no UTF-8.
    Encoding,
    /// A field that must not be empty.
    Empty,
    /// A text beyond the limit.
    Length,
    /// No office number.
    Number,
    /// No prefecture of Japan.
    Prefecture,
    /// Coordinates that are no decimal degrees.
    PlaceForm,
    /// Coordinates outside Japan.
    PlaceOutside,
    /// No telephone number.
    Phone,
    /// No address in the web.
    Url,
}

impl FindingCode {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Fields,
        Self::Quote,
        Self::LineLength,
        Self::Encoding,
        Self::Empty,
        Self::Length,
        Self::Number,
        Self::Prefecture,
        Self::PlaceForm,
        Self::PlaceOutside,
        Self::Phone,
        Self::Url,
    ];

    /// Whether the line was left out. Otherwise the office was taken in without that field.
    pub const fn rejects(self) -> bool {
        !matches!(
            self,
            Self::PlaceForm | Self::PlaceOutside | Self::Phone | Self::Url
        )
    }

    /// A Japanese sentence of what happened.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Fields => "項目の数が見出し行と違うため、この行を取り込みませんでした。",
            Self::Quote => "引用符（\"）が閉じられていないため、この行を取り込みませんでした。",
            Self::LineLength => "行が長すぎるため、この行を取り込みませんでした。",
            Self::Encoding => "文字コードがUTF-8ではないため、この行を取り込みませんでした。",
            Self::Empty => "必須の項目が空のため、この行を取り込みませんでした。",
            Self::Length => "項目が長すぎるため、この行を取り込みませんでした。",
            Self::Number => "事業所番号の形式が正しくないため、この行を取り込みませんでした。",
            Self::Prefecture => "都道府県名が正しくないため、この行を取り込みませんでした。",
            Self::PlaceForm => "緯度・経度を読み取れないため、位置なしで取り込みました。",
            Self::PlaceOutside => "緯度・経度が日本国内ではないため、位置なしで取り込みました。",
            Self::Phone => "電話番号の形式が正しくないため、電話番号なしで取り込みました。",
            Self::Url => "URLの形式が正しくないため、URLなしで取り込みました。",
        }
    }

    /// A Japanese sentence of what to do.
    pub const fn what_to_do(self) -> &'static str {
        match self {
            Self::Fields => "この行のカンマと引用符を確認してください。",
            Self::Quote => "この行の引用符を確認してください。",
            Self::LineLength => "行の途中に改行の抜けがないか確認してください。",
            Self::Encoding => {
                "公表されているファイルを、表計算ソフトで保存し直さずに取り込んでください。"
            }
            Self::Empty => "公表元の情報を確認し、項目を補ってください。",
            Self::Length => "項目の内容を確認してください。",
            Self::Number => {
                "10桁の半角数字（または英大文字）か、先頭の0が消えていないか確認してください。"
            }
            Self::Prefecture => "「東京都」のように、都道府県名を確認してください。",
            Self::PlaceForm => "「35.681236」のように、度を小数で表してください。",
            Self::PlaceOutside => "緯度と経度が入れ替わっていないか確認してください。",
            Self::Phone => "市外局番からの10桁または11桁の番号を確認してください。",
            Self::Url => "「https://」または「http://」から始まるURLを確認してください。",
        }
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fields => "open-data.fields",
            Self::Quote => "open-data.quote",
            Self::LineLength => "open-data.line-length",
            Self::Encoding => "open-data.encoding",
            Self::Empty => "open-data.empty",
            Self::Length => "open-data.length",
            Self::Number => "open-data.number",
            Self::Prefecture => "open-data.prefecture",
            Self::PlaceForm => "open-data.place-form",
            Self::PlaceOutside => "open-data.place-outside",
            Self::Phone => "open-data.phone",
            Self::Url => "open-data.url",
        })
    }
}
