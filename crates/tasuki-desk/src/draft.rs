//! What is to be sent, and whether it may be.

use std::fmt;
use std::path::Path;

use tasuki_exchange::{Limits, Proposal, Refusal, content};
use tasuki_seal::{Bulk, CheckStatement, Container, Entry, Hasher, Verdict};
use tasuki_standard::{CheckReport, FileName, UnitFacts, check_files, unit_of};
use tasuki_terms::{Digest, MediaType, MessageId, OfficeNumber, SendingUnit};

use crate::DeskError;
use crate::ledger::DraftNames;

mod fault;

pub use fault::Fault;

/// What checks files against the standard, as manifests name it.
const CHECKER: &str = concat!("tasuki-standard ", env!("CARGO_PKG_VERSION"));

/// The largest file that is read at all. What the platform allows is far less; until it has said
/// so, nothing larger shall fill the memory.
const LARGEST_READ: u64 = 100 * 1024 * 1024;

/// What somebody wants to send as one message (件).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The files.
    pub files: Vec<DraftFile>,
    /// The text (メッセージ).
    pub text: Option<String>,
    /// To whom. CSV files name their receiver themselves; it must be the same.
    pub to: Option<OfficeNumber>,
    /// The message that this one replaces.
    pub replaces: Option<MessageId>,
    /// Whether it is sent though the same was sent before.
    pub again: bool,
}

/// A file to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// Its name, without folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A draft that may be sent, with all that was found out about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CheckedDraft {
    /// To whom it goes.
    pub receiver: OfficeNumber,
    /// What the names of its CSV files say; none where there are none.
    pub facts: Option<UnitFacts>,
    /// What the check of its CSV files found: warnings at most.
    pub report: CheckReport,
    /// Names the draft as a whole: the same files, text, receiver and replaced message have the same
    /// digest, in whatever order the files are. Its data are receiver and CSV files alone; without CSV
    /// files they are the whole.
    pub(crate) names: DraftNames,
    pub(crate) container: Container,
    pub(crate) replaces: Option<MessageId>,
    pub(crate) again: bool,
}

impl DraftFile {
    /// Reads a file.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, DeskError> {
        let path = path.as_ref();
        let size = fs_err::metadata(path)?.len();
        if size > LARGEST_READ {
            return Err(DeskError::fault(Refusal::TooLarge {
                found: size,
                limit: LARGEST_READ,
            }));
        }
        let bytes = fs_err::read(path)?;
        let name = path.file_name().unwrap_or_default();
        match name.to_str() {
            Some(name) => Ok(Self {
                name: name.to_owned(),
                bytes,
            }),
            None => Err(DeskError::fault(Fault::FileName {
                name: name.to_string_lossy().into_owned(),
            })),
        }
    }

    fn is_of_the_standard(&self) -> bool {
        MediaType::of_name(&self.name) == Some(MediaType::Csv)
            || FileName::parse(&self.name).is_ok()
    }
}

impl Draft {
    /// Reads files to be sent.
    pub fn read<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, DeskError> {
        let files = paths
            .into_iter()
            .map(DraftFile::read)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            files,
            ..Self::default()
        })
    }

    /// Checks whether `office` may send this. All faults are told together.
    pub fn check(self, office: OfficeNumber, limits: &Limits) -> Result<CheckedDraft, Vec<Fault>> {
        let mut faults = Vec::new();
        let media = self.media(&mut faults);
        let (facts, report) = self.standard(&mut faults);
        let receiver = self.receiver(office, facts.as_ref(), &mut faults);
        if let Some(text) = &self.text
            && text.len() > limits.text_bytes
        {
            faults.push(Fault::TextTooLong {
                found: text.len(),
                limit: limits.text_bytes,
            });
        }
        let sizes: Vec<(MediaType, u64)> = media
            .iter()
            .zip(&self.files)
            .map(|(media, file)| (*media, file.bytes.len() as u64))
            .collect();
        let proposal = Proposal {
            sender: office,
            receiver: receiver.unwrap_or(office),
            files: &sizes,
            has_text: self.text.is_some(),
            sealed_size: 0,
            bulk: None,
            // `unit_of` tells in more words what is wrong.
            is_one_unit: true,
        };
        // Where a kind of file is unknown, the sizes are not those of all files.
        if media.len() == self.files.len()
            && let Err(refusal) = proposal.fits(limits)
        {
            faults.push(Fault::Rule(refusal));
        }
        match receiver {
            Some(receiver) if faults.is_empty() => Ok(CheckedDraft {
                receiver,
                facts,
                report,
                names: self.names(receiver),
                replaces: self.replaces,
                again: self.again,
                container: self.container(&media),
            }),
            _ => Err(faults),
        }
    }

    /// The kind of each file, as far as name and bytes agree.
    fn media(&self, faults: &mut Vec<Fault>) -> Vec<MediaType> {
        let mut found = Vec::with_capacity(self.files.len());
        for (at, file) in self.files.iter().enumerate() {
            let name = || file.name.clone();
            let told = content(&file.bytes);
            let doubled = self
                .files
                .iter()
                .take(at)
                .any(|other| other.name.eq_ignore_ascii_case(&file.name));
            if doubled {
                faults.push(Fault::DoubledName { name: name() });
            }
            match MediaType::of_name(&file.name) {
                _ if is_archive(&file.name) => faults.push(Fault::Zip { name: name() }),
                None => faults.push(Fault::Extension { name: name() }),
                Some(media) if !told.agrees_with(media) => faults.push(Fault::Content {
                    name: name(),
                    named: media,
                    found: told,
                }),
                Some(media) => found.push(media),
            }
        }
        found
    }

    /// Checks the files of the standard.
    fn standard(&self, faults: &mut Vec<Fault>) -> (Option<UnitFacts>, CheckReport) {
        let files: Vec<(&str, &[u8])> = self
            .files
            .iter()
            .filter(|file| file.is_of_the_standard())
            .map(|file| (file.name.as_str(), file.bytes.as_slice()))
            .collect();
        let names: Vec<FileName> = files
            .iter()
            .filter_map(|(name, _)| FileName::parse(name).ok())
            .collect();
        let facts = unit_of(&names).ok();
        // What is no CSV at all has no lines to be wrong in, and the others are nothing without it.
        if files.is_empty()
            || files
                .iter()
                .any(|(name, bytes)| Fault::no_csv(name, bytes).is_some())
        {
            return (facts, CheckReport::default());
        }
        let report = check_files(&files);
        if !report.may_be_sent() {
            faults.push(Fault::Findings {
                report: report.clone(),
            });
        }
        (facts, report)
    }

    /// To whom it goes: the files say so, or the person.
    fn receiver(
        &self,
        office: OfficeNumber,
        facts: Option<&UnitFacts>,
        faults: &mut Vec<Fault>,
    ) -> Option<OfficeNumber> {
        if let Some(facts) = facts {
            if facts.sender != office {
                faults.push(Fault::Rule(Refusal::OtherSender {
                    named: facts.sender,
                }));
            }
            if let Some(asked) = self.to
                && asked != facts.receiver
            {
                faults.push(Fault::OtherReceiver {
                    named: facts.receiver,
                    asked,
                });
            }
        }
        let receiver = facts.map(|facts| facts.receiver).or(self.to);
        match receiver {
            Some(receiver) if receiver == office => {
                faults.push(Fault::Rule(Refusal::ToOneself));
            }
            // Where the files' names are wrong, they say so themselves.
            None if faults.is_empty() => faults.push(Fault::NoReceiver),
            _ => {}
        }
        receiver
    }

    /// What names it to `receiver`, so that it is recognised.
    pub(crate) fn names(&self, receiver: OfficeNumber) -> DraftNames {
        let text = self.text.as_deref().unwrap_or_default();
        let replaced = self.replaces.map(|id| id.to_string()).unwrap_or_default();
        let whole = digest(
            [receiver.as_str(), text, &replaced],
            self.files.iter().collect(),
        );
        let files = self.files.iter().filter(|file| file.is_of_the_standard());
        let data: Vec<_> = files.collect();
        DraftNames {
            whole,
            data: if data.is_empty() {
                whole
            } else {
                digest([receiver.as_str()], data)
            },
        }
    }

    fn container(self, media: &[MediaType]) -> Container {
        let entries = self
            .files
            .into_iter()
            .zip(media)
            .map(|(file, media)| Entry {
                name: file.name,
                media: *media,
                bytes: file.bytes,
            })
            .collect();
        Container {
            entries,
            text: self.text,
        }
    }
}

impl CheckedDraft {
    /// What the manifest shall say.
    pub(crate) fn to_seal(
        &self,
        id: MessageId,
        sender: OfficeNumber,
        bulk: Option<Bulk>,
    ) -> tasuki_seal::Draft {
        let facts = self.facts.as_ref();
        tasuki_seal::Draft {
            id,
            sender,
            sender_service: facts.and_then(|facts| facts.sender_service),
            receiver: self.receiver,
            receiver_service: facts.and_then(|facts| facts.receiver_service),
            unit: facts.map_or(SendingUnit::Attachments, |facts| facts.unit),
            kinds: facts.map(|facts| facts.kinds.clone()).unwrap_or_default(),
            spec: facts.map(|facts| facts.spec),
            service_month: facts.and_then(|facts| facts.month),
            sequence: facts.map(|facts| facts.sequence),
            replaces: self.replaces,
            bulk,
            check: CheckStatement {
                checker: CHECKER.to_owned(),
                verdict: match (facts, self.report.warnings) {
                    (None, _) => Verdict::NotChecked,
                    (Some(_), 0) => Verdict::Passed,
                    (Some(_), _) => Verdict::Warned,
                },
                errors: self.report.errors,
                warnings: self.report.warnings,
            },
        }
    }
}

impl fmt::Debug for Draft {
    /// Shows not the text: it may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("files", &self.files)
            .field("text", &self.text.as_ref().map(String::len))
            .field("to", &self.to)
            .field("replaces", &self.replaces)
            .field("again", &self.again)
            .finish()
    }
}

impl fmt::Debug for DraftFile {
    /// Shows neither the name nor the contents: both may point to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DraftFile")
            .field("size", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// The digest of words and files, in whatever order the files are.
fn digest<const N: usize>(words: [&str; N], mut files: Vec<&DraftFile>) -> Digest {
    let mut hasher = Hasher::new();
    let mut add = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    for word in words {
        add(word.as_bytes());
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    for file in files {
        add(file.name.as_bytes());
        add(&file.bytes);
    }
    hasher.finish()
}

/// Whether it is a ZIP archive by its name. (Under another name it is told what it is instead.)
fn is_archive(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

#[cfg(test)]
mod tests;
