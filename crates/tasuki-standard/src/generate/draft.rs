//! The files of a sending unit before they are written.

use tasuki_terms::{FileKind, Sequence, ServiceMonth, SpecVersion};

use super::forms::{self, Filled};
use super::{File, GenerateError, Office};
use crate::FileName;

/// The files of a sending unit, whose records can still be changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Draft {
    pub(crate) spec: SpecVersion,
    pub(crate) sender: Office,
    pub(crate) receiver: Office,
    pub(crate) sequence: Sequence,
    pub(crate) sheets: Vec<Sheet>,
    /// Images (家族構成 画像ファイル): branch number and bytes.
    pub(crate) images: Vec<(u16, Vec<u8>)>,
}

/// The records of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sheet {
    pub(crate) kind: FileKind,
    /// The month that stands in its name.
    pub(crate) month: Option<ServiceMonth>,
    pub(crate) records: Vec<Filled>,
}

impl Draft {
    /// The name of a file of the kind.
    pub(crate) fn name(
        &self,
        kind: FileKind,
        month: Option<ServiceMonth>,
        branch: Option<u16>,
    ) -> FileName {
        let typed = |office: &Office| (self.spec == SpecVersion::V4_1).then_some(office.service);
        FileName {
            kind,
            spec: self.spec,
            month,
            sender: self.sender.number,
            sender_service: typed(&self.sender),
            receiver: self.receiver.number,
            receiver_service: typed(&self.receiver),
            sequence: self.sequence,
            branch,
        }
    }

    /// The files.
    pub(crate) fn files(&self) -> Result<Vec<File>, GenerateError> {
        let mut files = Vec::new();
        for sheet in &self.sheets {
            let name = self.name(sheet.kind, sheet.month, None);
            let bytes = forms::bytes(sheet.kind, self.spec, &sheet.records)?;
            files.push((name.to_string(), bytes));
        }
        for (branch, bytes) in &self.images {
            let name = self.name(FileKind::PreventionUserImage, None, Some(*branch));
            files.push((name.to_string(), bytes.clone()));
        }
        Ok(files)
    }

    /// The records of a kind, none if it is not there.
    pub(crate) fn records(&mut self, kind: FileKind) -> &mut [Filled] {
        self.sheet(kind)
            .map_or(&mut [], |sheet| sheet.records.as_mut_slice())
    }

    /// The file of a kind.
    pub(crate) fn sheet(&mut self, kind: FileKind) -> Option<&mut Sheet> {
        self.sheets.iter_mut().find(|sheet| sheet.kind == kind)
    }
}
