//! Operators: the list, and one of them.

mod add;
mod change;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use tasuki_store::OperatorRow;
use tasuki_terms::written_moment;
use tasuki_ui::{
    Banner, Cell, Choice, ChoiceField, Column, Crumb, Entry, FormState, Shell, Table, Tag, Tone,
};

use super::done::Done;
use crate::platform::Platform;
use crate::registry::OperatorKey;
use crate::sites::{Role, SiteError, Visit, page, shell};

pub(super) use add::{add, show_new};
pub(super) use change::{change_active, change_role, new_key, new_password};

/// The roles that operators have.
const ROLES: [Role; 3] = [
    Role::OperatorViewer,
    Role::OperatorClerk,
    Role::OperatorAdmin,
];

#[derive(Template)]
#[template(path = "console/operators.html")]
struct ListPage {
    shell: Shell,
    operators: Table,
}

/// Lists all operators.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let rows = platform.registry()?.operators().await?;
    let columns = ["名前", "権限", "状態", "登録日時"].map(Column::text);
    let mut operators = Table::new("運用者の一覧", columns).caption_hidden();
    for row in &rows {
        operators = operators.row([
            Cell::link(&*row.name, format!("/operators/{}", row.name)),
            Cell::text(role_name(row)),
            Cell::Tag(state(row)),
            Cell::text(written_moment(row.made_at)),
        ]);
    }
    page(&ListPage {
        shell: shell(&platform, &visit, "/operators"),
        operators,
    })
}

#[derive(Template)]
#[template(path = "console/operator.html")]
struct OperatorPage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    name: String,
    is_active: bool,
    entries: Vec<Entry>,
    role: ChoiceField,
}

/// Shows one operator.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(name): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    page(&of(&platform, &visit, &name, done.banner()).await?)
}

async fn of(
    platform: &Platform,
    visit: &Visit,
    name: &str,
    banner: Option<Banner>,
) -> Result<OperatorPage, SiteError> {
    let rows = platform.registry()?.operators().await?;
    let row = rows.into_iter().find(|row| row.name == name);
    let row = row.ok_or(SiteError::NotFound)?;
    let mut shell = shell(platform, visit, "/operators");
    shell.crumbs = vec![Crumb::to("運用者", "/operators"), Crumb::here(&*row.name)];
    Ok(OperatorPage {
        shell,
        csrf: visit.csrf().to_owned(),
        banner,
        is_active: row.is_active,
        entries: vec![
            Entry::new("名前", &*row.name),
            Entry::new("権限", role_name(&row)),
            Entry::new("状態", "").tag(state(&row)),
            Entry::new("登録日時", written_moment(row.made_at)),
        ],
        role: role_field(&FormState::new()).or_chosen(&row.role),
        name: row.name,
    })
}

fn role_field(form: &FormState) -> ChoiceField {
    let mut choices = form.choices(
        "role",
        "権限",
        ROLES.map(|role| Choice::new(role.as_str(), role.name())),
    );
    choices.field.required = true;
    choices
}

fn role_name(row: &OperatorRow) -> &'static str {
    Role::read(&row.role).map_or("不明", Role::name)
}

fn state(row: &OperatorRow) -> Tag {
    if row.is_active {
        Tag::new(Tone::Success, "使用中")
    } else {
        Tag::new(Tone::Plain, "停止")
    }
}

/// Secrets of an operator, which are shown this one time.
#[derive(Template)]
#[template(path = "console/operator_secret.html")]
struct SecretPage {
    shell: Shell,
    name: String,
    password: Option<String>,
    /// The text and the URI of the key.
    key: Option<(String, String)>,
}

impl SecretPage {
    fn new(platform: &Platform, visit: &Visit, name: &str) -> Self {
        let mut shell = shell(platform, visit, "/operators");
        shell.crumbs = vec![Crumb::to("運用者", "/operators"), Crumb::here(name)];
        Self {
            shell,
            name: name.to_owned(),
            password: None,
            key: None,
        }
    }

    fn key(mut self, key: &OperatorKey) -> Self {
        use secrecy::ExposeSecret as _;
        let text = |secret: &secrecy::SecretString| secret.expose_secret().to_owned();
        self.key = Some((text(&key.text), text(&key.uri)));
        self
    }
}
