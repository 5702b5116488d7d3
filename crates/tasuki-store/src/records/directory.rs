//! The directory of all care offices (事業所の一覧), as it was imported.

use tasuki_terms::{OfficeNumber, Prefecture, ServiceType, Timestamp};

use super::reading::{Table, signed};
use super::transaction::Transaction;
use crate::StoreError;
use crate::records::values::params;

const LINE: Table = Table {
    name: "directory_line",
    columns: &[
        "number",
        "service",
        "prefecture",
        "municipality",
        "name",
        "kana",
        "address",
        "longitude",
        "latitude",
        "phone",
        "corporation",
        "url",
    ],
};

const FILE: Table = Table {
    name: "directory_file",
    columns: &["name", "id", "imported_at", "line_count"],
};

/// A line of the open data: an office with one of its services.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DirectoryLineRow {
    /// 事業所番号
    pub number: OfficeNumber,
    /// サービス種類
    pub service: ServiceType,
    /// 都道府県
    pub prefecture: Prefecture,
    /// 市区町村名; may be empty.
    pub municipality: String,
    /// 事業所名
    pub name: String,
    /// 事業所名カナ; may be empty.
    pub kana: String,
    /// The address behind the municipality; may be empty.
    pub address: String,
    /// Longitude and latitude in millionths of a degree.
    pub place: Option<(i32, i32)>,
    /// Telephone; may be empty.
    pub phone: String,
    /// 法人の名称; may be empty.
    pub corporation: String,
    /// Its address in the web; may be empty.
    pub url: String,
}

/// A file that counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DirectoryFileRow {
    /// Its name.
    pub name: String,
    /// The id of its lines; a later import has a greater one.
    pub id: u64,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// How many lines were taken in.
    pub lines: u64,
}

impl Transaction<'_> {
    /// An id for the lines of a file that is to be imported.
    pub fn take_directory_id(&self) -> Result<u64, StoreError> {
        self.count_on("directory")
    }

    /// Keeps lines of a file. They count once [`Transaction::save_directory_file`] names their id.
    pub fn save_directory_lines(
        &self,
        file: u64,
        lines: &[DirectoryLineRow],
    ) -> Result<(), StoreError> {
        const LAST: &str = "SELECT coalesce(max(ordinal), 0) FROM directory_line WHERE file = ?1";
        let last = self.session().count(LAST, [signed(file)])?;
        for (ordinal, line) in (last + 1..).zip(lines) {
            self.session().run(
                "INSERT INTO directory_line (file, ordinal, number, service, prefecture, municipality, name, \
                 kana, address, longitude, latitude, phone, corporation, url) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                params![
                    signed(file),
                    signed(ordinal),
                    line.number.as_str(),
                    line.service.as_str(),
                    line.prefecture.to_string(),
                    line.municipality,
                    line.name,
                    line.kana,
                    line.address,
                    line.place.map(|(longitude, _)| longitude),
                    line.place.map(|(_, latitude)| latitude),
                    line.phone,
                    line.corporation,
                    line.url,
                ],
            )?;
        }
        Ok(())
    }

    /// Lets the lines of a file count, in place of those of the file of its name; fails if some of them
    /// are missing, as where two imports cleared each other's lines away.
    pub fn save_directory_file(&self, file: &DirectoryFileRow) -> Result<(), StoreError> {
        let saved = self.session().run(
            "INSERT INTO directory_file (name, id, imported_at, line_count) \
             SELECT ?1, ?2, ?3, ?4 \
             WHERE (SELECT count(*) FROM directory_line WHERE file = ?2) = ?4 \
             ON CONFLICT (name) DO UPDATE SET id = excluded.id, \
             imported_at = excluded.imported_at, line_count = excluded.line_count",
            params![
                file.name,
                signed(file.id),
                file.imported_at.as_microsecond(),
                signed(file.lines),
            ],
        )?;
        if saved == 0 {
            return Err(StoreError::Inconsistent {
                table: LINE.name,
                column: "file",
            });
        }
        Ok(())
    }

    /// Lets a file count no more.
    pub fn remove_directory_file(&self, name: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM directory_file WHERE name = ?1";
        self.session().run(sql, [name])?;
        Ok(())
    }

    /// The files that count, by name.
    pub fn directory_files(&self) -> Result<Vec<DirectoryFileRow>, StoreError> {
        let sql = FILE.select() + " ORDER BY name";
        self.session().all(&FILE, &sql, [], |row| {
            Ok(DirectoryFileRow {
                name: row.parsed("name")?,
                id: row.count("id")?,
                imported_at: row.time("imported_at")?,
                lines: row.count("line_count")?,
            })
        })
    }

    /// Hands on the lines of a file that counts, in the order of the file.
    pub fn each_directory_line(
        &self,
        file: u64,
        mut each: impl FnMut(DirectoryLineRow),
    ) -> Result<(), StoreError> {
        let sql = LINE.select() + " WHERE file = ?1 ORDER BY ordinal";
        self.session().each(&LINE, &sql, [signed(file)], |row| {
            let (longitude, latitude): (Option<i32>, Option<i32>) =
                (row.value("longitude")?, row.value("latitude")?);
            each(DirectoryLineRow {
                number: row.parsed("number")?,
                service: row.parsed("service")?,
                prefecture: row.parsed("prefecture")?,
                municipality: row.value("municipality")?,
                name: row.value("name")?,
                kana: row.value("kana")?,
                address: row.value("address")?,
                place: longitude.zip(latitude),
                phone: row.value("phone")?,
                corporation: row.value("corporation")?,
                url: row.value("url")?,
            });
            Ok(())
        })
    }

    /// Removes up to so many lines that count no more; tells how many there were. Not while another
    /// import goes on.
    pub fn remove_old_directory_lines(&self, most: usize) -> Result<usize, StoreError> {
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        self.session().run(
            "DELETE FROM directory_line WHERE (file, ordinal) IN (SELECT file, ordinal FROM directory_line \
             WHERE file NOT IN (SELECT id FROM directory_file) LIMIT ?1)",
            [signed(most)],
        )
    }
}

#[cfg(test)]
mod tests;
