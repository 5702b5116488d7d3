//! Limits as data.

use tasuki_terms::MediaType;

/// What one message and one bulk send may hold.
///
/// The defaults are the official ones (official Q&A, 操作3 and 操作7): 7 files and 10 MB a message
/// (件), 50 messages in one bulk send (一括送信).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Files in one message.
    pub files: usize,
    /// Bytes of all files of one message together, before compression.
    pub bytes: u64,
    /// Messages in one bulk send.
    pub bulk: u32,
    /// Bytes of the message text (メッセージ), as UTF-8.
    pub text_bytes: usize,
    /// Kinds of files.
    pub media: Vec<MediaType>,
    /// Bytes that sealing may add to a message: signatures, certificates, the index of names.
    pub sealing_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: 7,
            bytes: 10 * 1024 * 1024,
            bulk: 50,
            text_bytes: 10_000,
            media: MediaType::ALL.to_vec(),
            sealing_bytes: 64 * 1024,
        }
    }
}
