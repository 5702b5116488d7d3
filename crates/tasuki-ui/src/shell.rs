//! What stands around every page of a site.

/// The data of `ui/shell.html`: a page has it in its field `shell`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shell {
    /// The name of the site, in the head of the page and in its title.
    pub site: String,
    /// What tells this site from others of the same maker, as a colour at the top.
    pub tint: Tint,
    /// Where the name leads.
    pub home: String,
    /// The nonce of the answer's `Content-Security-Policy`.
    pub nonce: String,
    /// The navigation; empty before somebody has logged in.
    pub navigation: Vec<NavItem>,
    /// Who is logged in.
    pub account: Option<Account>,
    /// The way to this page, from the site's first page; empty shows nothing.
    pub crumbs: Vec<Crumb>,
    /// When the session ends.
    pub session: Option<SessionEnd>,
    /// Who runs the site, at the foot of the page.
    pub operator: String,
    /// Links at the foot of the page.
    pub footer: Vec<NavItem>,
    /// Whether search engines may list its pages.
    pub is_listed: bool,
    /// What the pages of a program have; those of a site have none of it.
    pub program: Option<Program>,
}

impl Shell {
    /// A page of the site `site` for somebody who is not logged in; `home` is its first page.
    pub fn new(site: impl Into<String>, home: impl Into<String>, nonce: impl Into<String>) -> Self {
        Self {
            site: site.into(),
            tint: Tint::default(),
            home: home.into(),
            nonce: nonce.into(),
            navigation: Vec::new(),
            account: None,
            crumbs: Vec::new(),
            session: None,
            operator: String::new(),
            footer: Vec::new(),
            is_listed: false,
            program: None,
        }
    }

    /// The path of the style sheet.
    pub fn stylesheet(&self) -> &'static str {
        crate::stylesheet()
    }

    /// The path of the icon.
    pub fn icon(&self) -> &'static str {
        crate::icon()
    }

    /// The paths of the scripts.
    pub fn scripts(&self) -> Vec<&'static str> {
        crate::scripts().collect()
    }
}

/// What tells the sites apart at a glance.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tint {
    /// Blue.
    #[default]
    Blue,
    /// Green.
    Green,
    /// Dark grey, for those who run the platform.
    Gray,
    /// Purple.
    Purple,
    /// Orange.
    Orange,
    /// Teal.
    Teal,
}

impl Tint {
    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Blue => "tint-blue",
            Self::Green => "tint-green",
            Self::Gray => "tint-gray",
            Self::Purple => "tint-purple",
            Self::Orange => "tint-orange",
            Self::Teal => "tint-teal",
        }
    }
}

/// What stands on every page of a program that shows its pages in a browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    /// Where the form that ends the program is posted to.
    pub quit: String,
    /// Where the form with the size of letters is posted to: the items `size` and `back`.
    pub text_size: String,
    /// The size of letters that was chosen.
    pub size: TextSize,
    /// The path of this page, to come back to.
    pub here: String,
    /// Where news come from, as server-sent events; none where nobody may see them.
    pub news: Option<String>,
    /// How many things wait for its user: they stand in the title of every page (新着).
    pub waiting: usize,
    /// Whether it cannot reach what its pages are about, so that they show what was known before.
    pub is_cut: bool,
    /// The paths of its own style sheets.
    pub stylesheets: Vec<&'static str>,
    /// The paths of its own scripts; each is a module.
    pub scripts: Vec<&'static str>,
}

/// How large letters are (文字の大きさ).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TextSize {
    /// As large as the browser's own, and a little more.
    #[default]
    Usual,
    /// Larger.
    Large,
    /// The largest.
    Largest,
}

impl TextSize {
    /// All of them, from small to large.
    pub const ALL: [Self; 3] = [Self::Usual, Self::Large, Self::Largest];

    /// What the form sends.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Large => "large",
            Self::Largest => "largest",
        }
    }

    /// The size that a form or a cookie names.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.as_str() == text)
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Usual => "標準",
            Self::Large => "大",
            Self::Largest => "特大",
        }
    }

    /// The class of the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Usual => "text-usual",
            Self::Large => "text-large",
            Self::Largest => "text-largest",
        }
    }
}

impl Program {
    /// The sizes, each with whether it is the one that was chosen.
    pub fn sizes(&self) -> [(TextSize, bool); 3] {
        TextSize::ALL.map(|size| (size, size == self.size))
    }
}

/// A link of a navigation, or a tab.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NavItem {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Is it where one is?
    pub current: bool,
}

impl NavItem {
    /// A link to another page.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            current: false,
        }
    }

    /// The same, marked where its link is `path`.
    #[must_use]
    pub fn marked_at(mut self, path: &str) -> Self {
        self.current = self.href == path;
        self
    }
}

/// Who is logged in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// The name of the office, or of the person.
    pub name: String,
    /// The user id.
    pub user: String,
    /// Where the log-out form is posted to.
    pub log_out: String,
    /// The token that this form carries, in the item `csrf`.
    pub csrf: String,
}

/// One part of the way to a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crumb {
    /// What it is called.
    pub label: String,
    /// Where it leads; the page itself has no link.
    pub href: Option<String>,
}

impl Crumb {
    /// A page above.
    pub fn to(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: Some(href.into()),
        }
    }

    /// The page itself.
    pub fn here(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
        }
    }
}

/// When a session ends, so that a script can warn before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionEnd {
    /// Seconds from the making of the page until the session ends, unless it is kept alive.
    pub seconds: u32,
    /// Seconds from the making of the page until it ends in any case.
    pub at_most: u32,
    /// How many seconds before its end the warning comes.
    pub warning: u32,
    /// Where a POST with the token keeps the session alive; its answer is of no interest.
    pub keep_alive: String,
    /// The token that this POST carries, in the item `csrf`.
    pub csrf: String,
    /// Where one logs in again.
    pub log_in: String,
}
