//! What `normalise` and `convert` have in common: files of a sending unit are read, and others are
//! written into a folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use tasuki_standard::ms932::Substitution;
use tasuki_standard::{FileName, Services, unit_of};
use tasuki_terms::ServiceType;

use super::given::{Given, GivenFile};
use crate::cli::service_type;
use crate::output::Output;
use crate::refusal::Refusal;

mod tell;

pub(crate) use tell::{change, repaired, replaced, values_of};

/// The largest file that is read into the memory, in bytes.
const LARGEST_READ: u64 = 100 * 1024 * 1024;

/// What both are told.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "オプション")]
pub(crate) struct Rewriting {
    /// 1件で送信するファイル、またはそのフォルダー
    #[arg(value_name = "ファイル", required = true, help_heading = "指定")]
    files: Vec<PathBuf>,

    /// 保存先のフォルダー（上書きはしません）
    #[arg(long, value_name = "フォルダー")]
    pub(crate) to: PathBuf,

    /// 送信元のサービス種類コード（例 43）
    #[arg(long, value_name = "コード", value_parser = service_type)]
    sender_service: Option<ServiceType>,

    /// 送信先のサービス種類コード（例 11）
    #[arg(long, value_name = "コード", value_parser = service_type)]
    receiver_service: Option<ServiceType>,

    /// MS932にない異体字を、標準の字体に置き換えます
    #[arg(long)]
    allow_substitution: bool,
}

impl Rewriting {
    /// The service types that were typed.
    pub(crate) const fn services(&self) -> Services {
        Services {
            sender: self.sender_service,
            receiver: self.receiver_service,
        }
    }

    /// Whether variants may be substituted.
    pub(crate) const fn substitution(&self) -> Substitution {
        if self.allow_substitution {
            Substitution::Allow
        } else {
            Substitution::Refuse
        }
    }

    /// Reads the files of the standard. Others are named and left out.
    pub(crate) fn read(&self, output: &mut Output) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
        let given = Given::to_rewrite(&self.files)?;
        given.tell_left_out(output);
        if given.files.is_empty() {
            return Err(Refusal::wrong_use(
                "given.none",
                "標準仕様のファイルがありません。",
                "1件で送信するファイル、またはそのフォルダーを指定してください。",
            ));
        }
        refuse_several_units(&given.files)?;
        let files = given.files.into_iter();
        files
            .map(|file| Ok((file.name.clone(), file.read_at_most(LARGEST_READ)?)))
            .collect()
    }
}

/// Refuses files of several whole units: what is written is one.
fn refuse_several_units(files: &[GivenFile]) -> Result<(), Refusal> {
    let mut together: BTreeMap<_, Vec<FileName>> = BTreeMap::new();
    for name in files.iter().filter_map(|file| file.parsed.clone()) {
        let parties = (name.sequence, name.sender, name.receiver);
        together.entry(parties).or_default().push(name);
    }
    let whole = together.iter().filter(|(_, names)| unit_of(names).is_ok());
    let whole: Vec<_> = whole
        .map(|((sequence, ..), _)| sequence.to_string())
        .collect();
    if whole.len() < 2 {
        return Ok(());
    }
    Err(Refusal::wrong_use(
        "given.several-units",
        format!(
            "{}件分の送信単位のファイルがあります（連番 {}）。",
            whole.len(),
            whole.join("、")
        ),
        "1件で送信するファイルだけを指定してください（例 フォルダー/*_連番.CSV）。",
    ))
}

/// Files as the library takes them.
pub(crate) fn borrowed(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect()
}

#[cfg(test)]
mod tests;
