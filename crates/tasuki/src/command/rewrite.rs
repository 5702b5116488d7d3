//! What `normalise` and `convert` have in common: files of a sending unit are read, and others are
//! written into a folder.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_desk::{DeskError, DraftFile};
use tasuki_standard::ms932::Substitution;
use tasuki_standard::{CheckReport, FileName, Finding, Repair, Services};
use tasuki_terms::ServiceType;

use crate::cli::service_type;
use crate::failure::Failure;
use crate::output::Output;
use crate::show;
use crate::{Args, Exit, Format};

mod save;
mod tell;

pub(crate) use save::save;
pub(crate) use tell::{change, repaired, replaced};

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

/// Why nothing was written.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) code: &'static str,
    pub(crate) what: String,
    pub(crate) hint: String,
    /// What the check found, if that is why.
    pub(crate) report: Option<CheckReport>,
    /// What could have been put right.
    pub(crate) repairs: Vec<Repair>,
}

#[derive(Serialize)]
struct RefusedJson<'a> {
    error: ErrorJson<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    repairs: &'a [Repair],
}

#[derive(Serialize)]
struct ErrorJson<'a> {
    code: &'static str,
    what: &'a str,
    hint: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    findings: &'a [Finding],
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
    pub(crate) fn read(&self, output: &mut Output) -> Result<Vec<DraftFile>, DeskError> {
        let mut files = Vec::new();
        let mut left_out = Vec::new();
        for path in &self.files {
            if path.is_dir() {
                for path in inside(path)? {
                    files.push(DraftFile::read(path)?);
                }
                continue;
            }
            let file = DraftFile::read(path)?;
            if FileName::is_meant_by(&file.name) {
                files.push(file);
            } else {
                left_out.push(file.name);
            }
        }
        if !left_out.is_empty() {
            output.note(&format!(
                "標準仕様のファイルではないため、対象にしませんでした（{}）。",
                left_out.join("、")
            ));
        }
        Ok(files)
    }
}

/// The files of the standard in a folder, in the order of their names.
fn inside(folder: &Path) -> Result<Vec<PathBuf>, DeskError> {
    let mut paths = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_meant = name.to_str().is_some_and(FileName::is_meant_by);
        if is_meant && entry.path().is_file() {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// Files as the library takes them.
pub(crate) fn borrowed(files: &[DraftFile]) -> Vec<(&str, &[u8])> {
    files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes.as_slice()))
        .collect()
}

/// Tells why nothing was written.
pub(crate) fn refuse(args: &Args, refused: &Refused, output: &mut Output) -> Result<Exit, Failure> {
    if args.format == Format::Json {
        output.json(&RefusedJson {
            error: ErrorJson {
                code: refused.code,
                what: &refused.what,
                hint: &refused.hint,
                findings: refused
                    .report
                    .as_ref()
                    .map(|report| report.findings.as_slice())
                    .unwrap_or_default(),
            },
            repairs: &refused.repairs,
        })?;
    } else {
        output.note(&refused.text());
    }
    Ok(Exit::Refused)
}

impl Refused {
    /// What people read.
    fn text(&self) -> String {
        let mut lines = vec![format!("{}\n{}", self.what, self.hint)];
        lines.extend(self.report.as_ref().map(show::findings));
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests;
