//! Into which folder a received message is written (保存先の決まり).

use std::path::{Path, PathBuf};

use crate::book::ListedMessage;
use crate::receive::writable;

/// Which folders may stand in one another.
const MOST_PARTS: usize = 8;

/// A folder, and in it one for each message by a template such as `{month}/{partner}`.
///
/// Names of folders are such as Windows and Linux can both write, whatever the partner is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetRule {
    base: PathBuf,
    parts: Vec<Vec<Piece>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Text(String),
    Partner,
    Number,
    Month,
    Kind,
}

impl TargetRule {
    /// Reads a template: names of folders with `/` between them, in which `{事業所}` or `{partner}` stands
    /// for the partner's number and name, `{事業所番号}` or `{number}` for its number, `{対象年月}` or
    /// `{month}` for the service month, and `{種別}` or `{kind}` for the sending unit. An empty one is
    /// `base` itself.
    pub fn parse(base: impl Into<PathBuf>, template: &str) -> Result<Self, TargetError> {
        let mut parts = Vec::new();
        for part in template.split(['/', '\\']).map(str::trim) {
            if part.is_empty() {
                continue;
            }
            if part.chars().all(|c| c == '.') {
                return Err(TargetError::Dots);
            }
            parts.push(pieces(part)?);
        }
        if parts.len() > MOST_PARTS {
            return Err(TargetError::Deep);
        }
        Ok(Self {
            base: base.into(),
            parts,
        })
    }

    /// All files in `base` itself.
    pub fn flat(base: impl Into<PathBuf>) -> Self {
        Self {
            base: base.into(),
            parts: Vec::new(),
        }
    }

    /// The folder in which all others are.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The folder for the files of a message.
    pub fn folder(&self, message: &ListedMessage) -> PathBuf {
        let mut folder = self.base.clone();
        for part in &self.parts {
            let name: String = part.iter().map(|piece| piece.text(message)).collect();
            // Behind a dot files hide, and `..` leads elsewhere.
            let name = name.trim().trim_start_matches('.');
            folder.push(writable(name));
        }
        folder
    }
}

impl Piece {
    fn text(&self, message: &ListedMessage) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Partner => format!("{}_{}", message.partner, message.partner_name),
            Self::Number => message.partner.to_string(),
            Self::Month => message
                .service_month
                .map_or_else(|| "月なし".to_owned(), |month| month.to_string()),
            Self::Kind => message.unit.name().to_owned(),
        }
    }
}

fn pieces(part: &str) -> Result<Vec<Piece>, TargetError> {
    let mut pieces = Vec::new();
    let mut rest = part;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else {
            return Err(TargetError::Open);
        };
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(match name.trim() {
            "事業所" | "partner" => Piece::Partner,
            "事業所番号" | "number" => Piece::Number,
            "対象年月" | "month" => Piece::Month,
            "種別" | "kind" => Piece::Kind,
            other => {
                return Err(TargetError::Unknown {
                    name: other.to_owned(),
                });
            }
        });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

/// Why a template is none.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// A brace is not closed.
    #[error("a brace is not closed")]
    Open,
    /// Nobody knows what stands in the braces.
    #[error("{{{name}}} is not known")]
    Unknown {
        /// What stands there.
        name: String,
    },
    /// A folder has a name of dots alone.
    #[error("a folder of dots")]
    Dots,
    /// Too many folders in one another.
    #[error("too many folders in one another")]
    Deep,
}

impl TargetError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open => "target.open-brace",
            Self::Unknown { .. } => "target.unknown-name",
            Self::Dots => "target.dots",
            Self::Deep => "target.deep",
        }
    }

    /// What is wrong, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::Open => "保存先の決まりに、閉じていない「{」があります。".to_owned(),
            Self::Unknown { name } => {
                format!("保存先の決まりに、使えない項目があります（{{{name}}}）。")
            }
            Self::Dots => "保存先の決まりに「.」だけのフォルダー名は使えません。".to_owned(),
            Self::Deep => "保存先の決まりのフォルダーの階層が深すぎます。".to_owned(),
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        "使える項目は {事業所}、{事業所番号}、{対象年月}、{種別} です。\
         「{対象年月}/{事業所}」のように指定してください。"
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::test_office::{HELPER, assert_told, listed};

    fn folder(template: &str, name: &str) -> String {
        let rule = TargetRule::parse("/base", template).unwrap();
        let folder = rule.folder(&listed(HELPER, name));
        folder.to_str().unwrap().to_owned()
    }

    #[test]
    fn a_template_names_the_folder_of_each_message() {
        let name = "あおぞら訪問介護";
        for (template, expected) in [
            ("", "/base"),
            ("{month}/{number}", "/base/202504/1370000002"),
            ("{対象年月}/{事業所番号}", "/base/202504/1370000002"),
            ("{partner}", "/base/1370000002_あおぞら訪問介護"),
            (
                "受信\\{month}分/{kind}",
                "/base/受信/202504分/予定（第6表・第7表・利用者補足）",
            ),
            ("/a//b/", "/base/a/b"),
        ] {
            assert_eq!(folder(template, name), expected, "{template}");
        }
    }

    #[test]
    fn whatever_a_partner_is_called_the_folder_stays_below_the_base() {
        for (name, expected) in [
            ("a/../../b", "/base/1370000002_a_.._.._b"),
            ("C:\\x?", "/base/1370000002_C__x_"),
            ("end. ", "/base/1370000002_end._"),
            ("改\n行", "/base/1370000002_改_行"),
        ] {
            assert_eq!(folder("{partner}", name), expected);
        }
        assert_eq!(folder("CON", ""), "/base/CON_");
        assert_eq!(folder(".hidden", ""), "/base/hidden");
    }

    #[test]
    fn what_is_wrong_with_a_template_is_told() {
        let deep = "a/".repeat(9);
        for (template, code) in [
            ("{month", "target.open-brace"),
            ("{name}", "target.unknown-name"),
            ("a/../b", "target.dots"),
            (deep.as_str(), "target.deep"),
        ] {
            let refused = TargetRule::parse("/base", template).unwrap_err();
            assert_told(refused.code(), &refused.what(), &refused.hint());
            assert_eq!(refused.code(), code);
        }
    }

    proptest! {
        #[test]
        fn no_template_and_no_name_lead_elsewhere(template in "\\PC{0,40}", name in "\\PC{0,40}") {
            if let Ok(rule) = TargetRule::parse("/base", &template) {
                let folder = rule.folder(&listed(HELPER, &name));
                prop_assert!(folder.starts_with("/base"));
                let plain = folder.components().all(|part| {
                    !matches!(part, std::path::Component::ParentDir)
                });
                prop_assert!(plain);
            }
        }
    }
}
