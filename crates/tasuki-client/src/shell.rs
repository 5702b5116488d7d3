//! What stands around every page.

use tasuki_ui::{Account, NavItem, Program, Shell, Tint};

use crate::client::Client;
use crate::keep;
use crate::stage::Stage;
use crate::visit::Visit;

/// What pages call this program.
pub(crate) const TITLE: &str = "連携クライアント";

/// Where help is, also before the log-in.
const HELP: (&str, &str) = ("ヘルプ", "/help");

/// Where the menu leads.
const NAVIGATION: &[(&str, &str)] = &[
    ("今月", "/"),
    ("新規送信", "/compose"),
    ("送信一覧", "/sent"),
    ("受信一覧", "/received"),
    ("事業所検索", "/partners"),
    ("設定", "/settings"),
    HELP,
];

/// The colours of offices.
const TINTS: [Tint; 5] = [
    Tint::Blue,
    Tint::Green,
    Tint::Purple,
    Tint::Orange,
    Tint::Teal,
];

/// The shell of the page at `path`; a path of the menu marks its item.
pub(crate) fn shell(client: &Client, visit: &Visit, path: &str) -> Shell {
    let mut shell = bare(visit);
    let Some(office) = client.office() else {
        if client.stage() == Stage::Locked {
            "/login".clone_into(&mut shell.home);
        }
        // Who cannot come in needs it most.
        shell.navigation = vec![NavItem::new(HELP.0, HELP.1).marked_at(path)];
        return shell;
    };
    shell.tint = tint(office.number.as_str());
    shell.navigation = NAVIGATION
        .iter()
        .map(|(label, href)| NavItem::new(*label, *href).marked_at(path))
        .collect();
    shell.account = Some(Account {
        name: office.name.clone(),
        user: format!("事業所番号 {}", office.number),
        log_out: "/logout".to_owned(),
        csrf: String::new(),
    });
    if let Some(program) = &mut shell.program {
        program.news = Some("/news".to_owned());
        program.waiting = visit.waiting;
        program.is_cut = keep::is_cut(client);
    }
    shell
}

/// The shell of a page that knows no office.
pub(crate) fn bare(visit: &Visit) -> Shell {
    let mut shell = Shell::new(TITLE, "/", &*visit.nonce.0);
    concat!("Tasuki ", env!("CARGO_PKG_VERSION")).clone_into(&mut shell.operator);
    shell.program = Some(Program {
        quit: "/quit".to_owned(),
        text_size: "/text-size".to_owned(),
        size: visit.text_size,
        here: visit.here.clone(),
        news: None,
        waiting: 0,
        is_cut: false,
        stylesheets: crate::assets::stylesheets().collect(),
        scripts: crate::assets::scripts().collect(),
    });
    shell
}

/// The colour of an office: always the same, so that two open ones are told apart at a glance.
pub(crate) fn tint(number: &str) -> Tint {
    let sum = number.bytes().fold(0_usize, |sum, digit| {
        sum.wrapping_mul(31).wrapping_add(usize::from(digit))
    });
    let tint = TINTS.get(sum % TINTS.len());
    tint.copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_keeps_its_colour_and_others_have_others() {
        assert_eq!(tint("1370000001"), tint("1370000001"));
        assert_ne!(tint("1370000001"), tint("1370000002"));
    }
}
