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
}

impl Tint {
    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Blue => "tint-blue",
            Self::Green => "tint-green",
            Self::Gray => "tint-gray",
        }
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
