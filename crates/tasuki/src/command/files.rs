//! Files that commands write and read, without a profile.

use std::io::{self, Write as _};
use std::path::Path;

use tasuki_standard::FileName;
use tasuki_standard::generate::File;

use crate::Exit;
use crate::failure::Refusal;

/// Writes files into a folder, which is made if it is not there. Nothing is overwritten: if one of
/// the names is taken, none is written.
pub(super) fn write(folder: &Path, files: &[File]) -> Result<(), Refusal> {
    fs_err::create_dir_all(folder).map_err(|error| unwritable(&error))?;
    for (name, _) in files {
        let path = folder.join(name);
        if fs_err::exists(&path).map_err(|error| unwritable(&error))? {
            return Err(exists(&path));
        }
    }
    for (name, bytes) in files {
        fs_err::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(folder.join(name))
            .and_then(|mut file| file.write_all(bytes))
            .map_err(|error| unwritable(&error))?;
    }
    Ok(())
}

/// Reads the files of the standard in a folder, in the order of their names.
pub(super) fn read(folder: &Path) -> Result<Vec<File>, Refusal> {
    let mut files = Vec::new();
    for entry in fs_err::read_dir(folder).map_err(|error| unreadable(&error))? {
        let path = entry.map_err(|error| unreadable(&error))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(name) = name.filter(|name| FileName::is_meant_by(name)) {
            let bytes = fs_err::read(&path).map_err(|error| unreadable(&error))?;
            files.push((name.to_owned(), bytes));
        }
    }
    files.sort();
    Ok(files)
}

fn exists(path: &Path) -> Refusal {
    Refusal {
        code: "files.exists",
        what: format!("同じ名前のファイルがすでにあります（{}）。", path.display()),
        hint: "ほかのフォルダーを指定してください。".to_owned(),
        report: None,
        exit: Exit::Refused,
    }
}

/// The error names the path, since it comes from `fs_err`.
pub(super) fn unreadable(error: &io::Error) -> Refusal {
    Refusal {
        code: "files.unreadable",
        what: format!("読み込めませんでした（{error}）。"),
        hint: "フォルダーの場所と、読み取りの権限を確認してください。".to_owned(),
        report: None,
        exit: Exit::WrongUse,
    }
}

fn unwritable(error: &io::Error) -> Refusal {
    Refusal {
        code: "files.unwritable",
        what: format!("保存できませんでした（{error}）。"),
        hint: "フォルダーの場所、書き込みの権限、空き容量を確認してください。".to_owned(),
        report: None,
        exit: Exit::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("new/folder");
        let file = |name: &str| (name.to_owned(), b"x".to_vec());
        write(&folder, &[file("UPPLAN_1.CSV"), file("note.txt")]).unwrap();
        assert_eq!(read(&folder).unwrap(), [file("UPPLAN_1.CSV")]);

        let refused = write(&folder, &[file("A.CSV"), file("note.txt")]).unwrap_err();
        assert_eq!(
            (refused.code, refused.exit),
            ("files.exists", Exit::Refused)
        );
        assert_eq!(read(&folder).unwrap().len(), 1, "none is written");
        let nowhere = read(&dir.path().join("nowhere")).unwrap_err();
        assert_eq!(nowhere.code, "files.unreadable");
    }
}
