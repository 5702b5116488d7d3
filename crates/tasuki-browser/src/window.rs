//! The sizes in which pages are looked at.

use serde_json::{Value, json};

/// A size of the browser's window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Window {
    /// An office's computer: 1366 × 768.
    Desk,
    /// A phone: 390 × 844.
    Phone,
    /// An office's computer at 200 %: as wide as 683 pixels.
    DeskAtTwice,
}

impl Window {
    /// All sizes.
    pub const ALL: [Self; 3] = [Self::Desk, Self::Phone, Self::DeskAtTwice];

    /// What the sizes are called in file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Phone => "phone",
            Self::DeskAtTwice => "desk-200",
        }
    }

    /// The size as the browser is told.
    pub(crate) fn metrics(self) -> Value {
        let (width, height, scale, mobile) = match self {
            Self::Desk => (1366, 768, 1, false),
            Self::Phone => (390, 844, 2, true),
            Self::DeskAtTwice => (683, 384, 2, false),
        };
        json!({
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile,
        })
    }
}
