//! The open data of all care offices (介護サービス情報公表システム) come into the records.
//!
//! Lines are written in small transactions under a new id while those before still count; the last
//! transaction lets all files count at once. What an import leaves that breaks off counts nowhere, and
//! goes with the next one.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use tasuki_directory::{
    InventedOffice, NotOpenData, OpenDataReader, OpenDataReport, OpenDataRow, Place,
    service_of_file,
};
use tasuki_store::{DirectoryFileRow, DirectoryLineRow, StoreError};

use super::Registry;

/// How many lines a transaction writes: some milliseconds, for which nothing else is written.
const LINES: usize = 1_000;
/// How many bytes are read at once.
const PIECE: usize = 256 * 1024;
/// The name of the file whose lines are invented.
pub(crate) const INVENTED: &str = "invented";

/// What came of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedFile {
    /// Its name.
    pub name: String,
    /// What was taken in, and what not.
    pub report: OpenDataReport,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The name of a file does not tell its service.
    #[error("{}: expected a name like jigyosho_430.csv", .0.display())]
    Name(PathBuf),
    /// A file cannot be read.
    #[error("a file of the open data cannot be read")]
    Read(#[from] std::io::Error),
    /// A file is none of the open data.
    #[error("{} is no file of the open data", file.display())]
    Other {
        /// Which.
        file: PathBuf,
        /// Why.
        source: NotOpenData,
    },
    /// Not one line of a file was taken in.
    #[error("no line of {} can be taken in", .0.display())]
    Nothing(PathBuf),
    /// There are offices that are not invented.
    #[error("there are offices of the open data already")]
    Real,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Registry {
    /// Imports files of the open data, each in place of the one of its name; invented offices go.
    /// Either all of them count afterwards, or none.
    pub async fn import_directory(
        &self,
        files: &[PathBuf],
        actor: &str,
    ) -> Result<Vec<ImportedFile>, DirectoryError> {
        let mut import = Import::new(self);
        let mut imported = Vec::new();
        for file in files {
            let name = file.file_name().and_then(|name| name.to_str());
            let service = name.and_then(service_of_file);
            let (Some(name), Some(service)) = (name, service) else {
                return Err(DirectoryError::Name(file.clone()));
            };
            import.begin().await?;
            let report = import.read(file, OpenDataReader::new(service)).await?;
            if report.accepted == 0 {
                return Err(DirectoryError::Nothing(file.clone()));
            }
            import.end(name).await?;
            imported.push(ImportedFile {
                name: name.to_owned(),
                report,
            });
        }
        import.finish("directory.import", actor).await?;
        Ok(imported)
    }

    /// Lets invented offices stand in the directory, in place of those before. Fails where there are
    /// real ones.
    pub async fn invent_directory(
        &self,
        offices: impl Iterator<Item = InventedOffice> + Send,
        actor: &str,
    ) -> Result<(), DirectoryError> {
        let has_real = self.records.read("directory_files", |records| {
            let files = records.directory_files()?;
            Ok(files.iter().any(|file| file.name != INVENTED))
        });
        if has_real.await? {
            return Err(DirectoryError::Real);
        }
        let mut import = Import::new(self);
        import.begin().await?;
        for office in offices {
            for row in office.rows() {
                import.push(row).await?;
            }
        }
        import.end(INVENTED).await?;
        import.finish("directory.invent", actor).await
    }
}

/// Files that are being written.
struct Import<'r> {
    registry: &'r Registry,
    /// What counts at the end.
    files: Vec<DirectoryFileRow>,
    /// The id of the present file, and how many lines it has so far.
    id: u64,
    count: u64,
    waiting: Vec<DirectoryLineRow>,
}

impl<'r> Import<'r> {
    const fn new(registry: &'r Registry) -> Self {
        Self {
            registry,
            files: Vec::new(),
            id: 0,
            count: 0,
            waiting: Vec::new(),
        }
    }

    async fn begin(&mut self) -> Result<(), StoreError> {
        let records = &self.registry.records;
        let begun = records.change("directory_id", |records| {
            let id = records.take_directory_id()?;
            Ok((id, 0))
        });
        (self.id, self.count) = begun.await?;
        Ok(())
    }

    async fn read(
        &mut self,
        file: &Path,
        mut reader: OpenDataReader,
    ) -> Result<OpenDataReport, DirectoryError> {
        let other = |source| DirectoryError::Other {
            file: file.to_owned(),
            source,
        };
        let mut bytes = fs_err::File::open(file)?;
        let mut piece = vec![0; PIECE];
        let mut rows = Vec::new();
        loop {
            let read = bytes.read(&mut piece)?;
            if read == 0 {
                break;
            }
            let part = piece.get(..read).unwrap_or_default();
            reader
                .feed(part, &mut |row| rows.push(row))
                .map_err(other)?;
            for row in rows.drain(..) {
                self.push(row).await?;
            }
        }
        let report = reader.finish(&mut |row| rows.push(row)).map_err(other)?;
        for row in rows {
            self.push(row).await?;
        }
        Ok(report)
    }

    async fn push(&mut self, row: OpenDataRow) -> Result<(), StoreError> {
        self.waiting.push(line(row));
        if self.waiting.len() >= LINES {
            self.write().await?;
        }
        Ok(())
    }

    async fn write(&mut self) -> Result<(), StoreError> {
        let (id, lines) = (self.id, std::mem::take(&mut self.waiting));
        self.count += u64::try_from(lines.len()).unwrap_or_default();
        let records = &self.registry.records;
        records
            .change("directory_lines", move |records| {
                records.save_directory_lines(id, &lines)
            })
            .await
    }

    async fn end(&mut self, name: &str) -> Result<(), StoreError> {
        self.write().await?;
        self.files.push(DirectoryFileRow {
            name: name.to_owned(),
            id: self.id,
            imported_at: self.registry.now(),
            lines: self.count,
        });
        Ok(())
    }

    /// Lets the files count, then clears away what counts no more.
    async fn finish(self, action: &'static str, actor: &str) -> Result<(), DirectoryError> {
        let told = self
            .files
            .iter()
            .map(|file| format!("{} {}", file.name, file.lines));
        let detail = told.collect::<Vec<_>>().join("\n");
        let entry = self.registry.audit(actor, action, "directory", detail);
        let records = &self.registry.records;
        let files = self.files;
        records
            .change("directory_files", move |records| {
                records.remove_directory_file(INVENTED)?;
                for file in &files {
                    records.save_directory_file(file)?;
                }
                records.append_audit(entry)
            })
            .await?;
        while records
            .change("old_directory_lines", |records| {
                records.remove_old_directory_lines(LINES)
            })
            .await?
            > 0
        {}
        Ok(())
    }
}

fn line(row: OpenDataRow) -> DirectoryLineRow {
    DirectoryLineRow {
        number: row.number,
        service: row.service,
        prefecture: row.prefecture,
        municipality: row.municipality,
        name: row.name,
        kana: row.kana,
        address: row.address,
        place: row.place.map(Place::millionths),
        phone: row.phone,
        corporation: row.corporation,
        url: row.url,
    }
}
