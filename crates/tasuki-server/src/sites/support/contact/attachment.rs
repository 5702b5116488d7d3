//! The file of a question.

use tasuki_exchange::content;
use tasuki_terms::MediaType;
use zeroize::Zeroizing;

use crate::registry::{ATTACHMENT_MAX, Attachment};
use crate::sites::PostedFile;

/// Bytes of the form with its file; one that is somewhat too large is told beside its field.
pub(in crate::sites::support) const FORM_BYTES: usize = 2 * ATTACHMENT_MAX;
/// The most characters of a name that are kept.
const NAME_MAX: usize = 120;

/// What may be chosen, as the attribute `accept` says it.
pub(super) const ACCEPTED: &str = ".pdf,.png,.jpg,.jpeg,.gif,.txt,.csv";
/// How the field is filled in.
pub(super) const HELP: &str = "PDF、PNG、JPEG、GIF、テキスト、CSVのいずれか1つ、5MBまで。利用者の氏名など、お問い合わせに必要のない個人情報は含めないでください。";

/// The file, if one was chosen, or what is wrong with it.
pub(super) fn read(posted: &PostedFile) -> Result<Option<Attachment>, &'static str> {
    if posted.name.is_empty() && posted.bytes.is_empty() {
        return Ok(None);
    }
    if posted.bytes.is_empty() {
        return Err("ファイルが空です。");
    }
    if posted.bytes.len() > ATTACHMENT_MAX {
        return Err("5MB以下のファイルを選んでください。");
    }
    let media = MediaType::of_name(&posted.name)
        .ok_or("PDF、PNG、JPEG、GIF、テキスト、CSVのいずれかのファイルを選んでください。")?;
    if !content(&posted.bytes).agrees_with(media) {
        return Err("ファイルの内容が、名前の拡張子と合っていません。");
    }
    Ok(Some(Attachment {
        name: bare(&posted.name),
        media,
        bytes: Zeroizing::new(posted.bytes.to_vec()),
    }))
}

/// A name without folders and without signs that a file's name cannot have; its end is kept, where
/// the extension is.
fn bare(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = |letter: char| {
        if letter.is_control() || "<>:\"|?*".contains(letter) {
            '_'
        } else {
            letter
        }
    };
    let name: Vec<char> = name.chars().map(seen).collect();
    name.iter()
        .skip(name.len().saturating_sub(NAME_MAX))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(name: &str, bytes: &[u8]) -> PostedFile {
        PostedFile {
            fields: Vec::new(),
            name: name.to_owned(),
            bytes: bytes.to_vec().into(),
        }
    }

    #[test]
    fn files_are_what_their_names_say_or_refused() {
        assert!(matches!(read(&posted("", b"")), Ok(None)));
        let good = read(&posted("C:\\x\\画面.png", b"\x89PNG\r\n\x1a\n1"));
        assert_eq!(good.unwrap().unwrap().name, "画面.png");
        for (name, bytes) in [
            ("a.png", &b""[..]),
            ("a.exe", b"MZ\x90\x00"),
            ("a.pdf", b"MZ\x90\x00"),
            ("a", b"text"),
            ("a.txt", &vec![b'a'; ATTACHMENT_MAX + 1]),
        ] {
            assert!(read(&posted(name, bytes)).is_err(), "{name}");
        }
    }

    #[test]
    fn names_have_no_folders_and_no_signs_of_headers() {
        assert_eq!(bare("../a\r\n\"b.txt"), "a___b.txt");
        assert_eq!(
            bare(&format!("{}.txt", "あ".repeat(300))).chars().count(),
            120
        );
    }
}
