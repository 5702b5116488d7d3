//! What happened, said at the top of a page, and short marks in tables.

/// How good or bad something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// It was done.
    Success,
    /// It was not done.
    Error,
    /// It was done or can be done, but look.
    Warning,
    /// To know.
    Info,
    /// Neither good nor bad; for marks only.
    Plain,
}

impl Tone {
    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Success => "tone-success",
            Self::Error => "tone-error",
            Self::Warning => "tone-warning",
            Self::Info => "tone-info",
            Self::Plain => "tone-plain",
        }
    }

    /// The word that stands before the text, so that the colour is not the only sign.
    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "完了",
            Self::Error => "エラー",
            Self::Warning => "注意",
            Self::Info | Self::Plain => "お知らせ",
        }
    }

    /// How screen readers tell it: errors at once, others when there is time.
    pub fn role(self) -> &'static str {
        match self {
            Self::Error => "alert",
            Self::Success | Self::Warning | Self::Info | Self::Plain => "status",
        }
    }
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Banner {
    /// How good or bad it is.
    pub tone: Tone,
    /// What happened, in one sentence.
    pub title: String,
    /// What to do, or what it means; one paragraph each.
    pub text: Vec<String>,
    /// Where more is told: the address, and the words of the link.
    pub link: Option<(String, String)>,
}

impl Banner {
    /// A banner of one sentence.
    pub fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self {
            tone,
            title: title.into(),
            text: Vec::new(),
            link: None,
        }
    }

    /// The same with a link below its paragraphs.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, words: impl Into<String>) -> Self {
        self.link = Some((href.into(), words.into()));
        self
    }

    /// The same with one more paragraph.
    #[must_use]
    pub fn text(mut self, paragraph: impl Into<String>) -> Self {
        self.text.push(paragraph.into());
        self
    }
}

/// A short mark, such as the state of something in a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// Its colour.
    pub tone: Tone,
    /// What it says.
    pub label: String,
}

impl Tag {
    /// A mark.
    pub fn new(tone: Tone, label: impl Into<String>) -> Self {
        Self {
            tone,
            label: label.into(),
        }
    }
}
