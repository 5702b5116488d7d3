//! The platform at a glance.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use tasuki_exchange::{OfficeStatus, PaymentState};
use tasuki_store::{Day, Figures, Refusals, SystemStateRow};
use tasuki_terms::{Timestamp, day_in_japan, written_moment};
use tasuki_ui::{
    Banner, Cell, Chart, ChartKind, ChartPoint, Column, Figure, Shell, Table, Tag, Tone,
};

use super::done::Done;
use super::offices::may_change;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

/// How many days the charts show.
const DAYS: i64 = 30;
/// How many codes of refusals are listed.
const CODES: usize = 20;

#[derive(Template)]
#[template(path = "console/overview.html")]
struct OverviewPage {
    shell: Shell,
    banner: Option<Banner>,
    may_change: bool,
    state: Tag,
    sentence: String,
    /// Empty where nobody has changed it yet.
    changed_at: String,
    figures: Vec<Figure>,
    messages: Chart,
    payments: Chart,
    refusals: Chart,
    offices: Chart,
    storage: Chart,
    refusals_by_code: Table,
}

/// Shows it.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let now = platform.clock.now();
    // What was refused a moment ago is told, too.
    platform.note_refusals().await?;
    let (known, state) = platform
        .records
        .read("overview", move |records| {
            let figures = records.figures(now, DAYS)?;
            let refusals = records.refusals(now, figures.days.len())?;
            Ok(((figures, refusals), records.system_state()?))
        })
        .await?;
    let (known, refused) = known;
    let contents = platform.contents.clone();
    let bytes = tokio::task::spawn_blocking(move || contents.disk_bytes()).await;
    let bytes = bytes.map_err(|_| SiteError::Fault)?;
    let bytes = bytes.map_err(|error| SiteError::fault(&error))?;
    page(&OverviewPage {
        shell: shell(&platform, &visit, "/"),
        banner: done.banner(),
        may_change: may_change(&visit),
        state: state_tag(&state),
        changed_at: if state.changed_at == Timestamp::UNIX_EPOCH {
            String::new()
        } else {
            written_moment(state.changed_at)
        },
        sentence: state.sentence,
        figures: figures(&known, bytes),
        messages: messages(&known),
        payments: payments(&known),
        offices: offices(&known),
        storage: storage(&known),
        refusals: refusals(&known, &refused),
        refusals_by_code: refusals_by_code(&refused),
    })
}

/// Whether the system can be used.
pub(super) fn state_tag(state: &SystemStateRow) -> Tag {
    if state.is_usable {
        Tag::new(Tone::Success, "利用可能です。")
    } else {
        Tag::new(Tone::Error, "利用できません。")
    }
}

fn figures(known: &Figures, bytes: Option<u64>) -> Vec<Figure> {
    let offices = |status| count(&known.offices, status);
    let payment = |state| count(&known.licences, state);
    let (active, suspended, closed) = (
        offices(OfficeStatus::Active),
        offices(OfficeStatus::Suspended),
        offices(OfficeStatus::Closed),
    );
    let today = known.days.last().map_or(0, |day| day.messages);
    let (mails, given_up) = (known.mails_waiting, known.mails_given_up);
    vec![
        Figure::new("事業所", active.to_string(), "件")
            .note(format!("停止中{suspended}件、廃止{closed}件"))
            .href("/offices"),
        Figure::new("有効なライセンス", known.licensed.to_string(), "件").href("/licences"),
        Figure::new(
            "証明書の承認待ち",
            known.certificates_waiting.to_string(),
            "件",
        )
        .href("/certificates"),
        Figure::new("未対応のお問い合わせ", known.tickets_open.to_string(), "件").href("/tickets"),
        Figure::new(
            "約束した折り返しの電話",
            known.calls_waiting.to_string(),
            "件",
        )
        .href("/tickets?call=wished&order=call"),
        Figure::new(
            "未払いのライセンス",
            payment(PaymentState::Unpaid).to_string(),
            "件",
        )
        .href("/licences?state=unpaid"),
        Figure::new("今日の送信", today.to_string(), "件"),
        Figure::new("送れなかったメール", given_up.to_string(), "通")
            .note(format!("送信待ち{mails}通")),
        bytes.map_or_else(in_bucket, size),
    ]
}

fn count<T: PartialEq + Copy>(counts: &[(T, u64)], of: T) -> u64 {
    let found = counts.iter().find(|(one, _)| *one == of);
    found.map_or(0, |(_, count)| *count)
}

/// Bytes in the largest unit of which there is one at least, with one decimal.
fn size(bytes: u64) -> Figure {
    // Charts have whole numbers: a unit of which the highest day has ten at least.
    let (unit, name) = unit_of(bytes);
    let tenths = bytes.saturating_mul(10) / unit;
    let value = format!("{}.{}", tenths / 10, tenths % 10);
    Figure::new("保存している内容", value, name).note("期限が過ぎた内容は自動で消去されます")
}

/// A bucket does not tell its size.
fn in_bucket() -> Figure {
    Figure::new("保存している内容", "S3", "").note("容量は、S3の管理画面で確認できます")
}

/// The largest unit of which there is one at least, with its name.
fn unit_of(bytes: u64) -> (u64, &'static str) {
    match bytes {
        0..1_000_000 => (1_000, "KB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    }
}

/// Of each of the last days a value.
fn course(known: &Figures, value: impl Fn(usize, &Day) -> u64) -> Vec<ChartPoint> {
    let point = |(at, day): (usize, &Day)| {
        let on = day_in_japan(day.at);
        ChartPoint::new(format!("{}/{}", on.month(), on.day()), value(at, day))
    };
    known.days.iter().enumerate().map(point).collect()
}

fn messages(known: &Figures) -> Chart {
    Chart {
        kind: ChartKind::Line,
        id: "messages".to_owned(),
        title: "1日ごとの送信件数（過去30日）".to_owned(),
        description: "過去30日の、日ごとに受け付けた件数の折れ線です。".to_owned(),
        points_are: "日".to_owned(),
        unit: "件".to_owned(),
        points: course(known, |_, day| day.messages),
    }
}

fn refusals(known: &Figures, refused: &[Refusals]) -> Chart {
    let count = |at: usize| refused.iter().filter_map(|one| one.days.get(at)).sum();
    Chart {
        kind: ChartKind::Line,
        id: "refusals".to_owned(),
        title: "1日ごとの拒否と失敗（過去30日）".to_owned(),
        description: "過去30日の、日ごとに拒否または失敗した要求の件数の折れ線です。".to_owned(),
        points_are: "日".to_owned(),
        unit: "件".to_owned(),
        points: course(known, |at, _| count(at)),
    }
}

fn offices(known: &Figures) -> Chart {
    Chart {
        kind: ChartKind::Line,
        id: "offices".to_owned(),
        title: "登録した事業所（過去30日）".to_owned(),
        description: "過去30日の、その日までに登録した事業所の件数の折れ線です。".to_owned(),
        points_are: "日".to_owned(),
        unit: "件".to_owned(),
        points: course(known, |_, day| day.offices),
    }
}

fn storage(known: &Figures) -> Chart {
    let most = known.days.iter().map(|day| day.bytes).max();
    let (unit, name) = unit_of(most.unwrap_or(0) / 10);
    Chart {
        kind: ChartKind::Line,
        id: "storage".to_owned(),
        title: "1日ごとに受け付けた容量（過去30日）".to_owned(),
        description: "過去30日の、日ごとに受け付けた内容の大きさの折れ線です。".to_owned(),
        points_are: "日".to_owned(),
        unit: name.to_owned(),
        points: course(known, |_, day| day.bytes.div_ceil(unit)),
    }
}

fn refusals_by_code(refused: &[Refusals]) -> Table {
    let columns = [
        Column::text("コード"),
        Column::number("今日"),
        Column::number("過去30日"),
    ];
    let mut table = Table::new("拒否と失敗のコード（多い順）", columns);
    for one in refused.iter().take(CODES) {
        table = table.row([
            Cell::text(&*one.code),
            Cell::text(one.days.last().copied().unwrap_or(0).to_string()),
            Cell::text(one.days.iter().sum::<u64>().to_string()),
        ]);
    }
    table
}

fn payments(known: &Figures) -> Chart {
    let point = |(state, count): &(PaymentState, u64)| ChartPoint::new(state.name(), *count);
    Chart {
        kind: ChartKind::Bars,
        id: "payments".to_owned(),
        title: "ライセンスの支払い状況".to_owned(),
        description: "支払い状況ごとのライセンスの件数を、横の棒で示します。".to_owned(),
        points_are: "支払い状況".to_owned(),
        unit: "件".to_owned(),
        points: known
            .licences
            .iter()
            .filter(|(state, _)| *state != PaymentState::TakenBack)
            .map(point)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_a_unit_that_fits() {
        let told = |bytes| {
            let figure = size(bytes);
            format!("{}{}", figure.value, figure.unit)
        };
        assert_eq!(told(0), "0.0KB");
        assert_eq!(told(999_999), "999.9KB");
        assert_eq!(told(1_500_000), "1.5MB");
        assert_eq!(told(2_000_000_000_000), "2000.0GB");
    }
}
