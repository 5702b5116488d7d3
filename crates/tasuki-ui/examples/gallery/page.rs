//! The gallery: every part of this crate on one page, filled with invented values.

use askama::Template;
use tasuki_ui::{
    Account, Banner, Cell, Chart, ChartKind, ChartPoint, Choice, ChoiceField, Column, Crumb, Entry,
    ErrorSummary, Field, Figure, FormState, NavItem, Paging, SessionEnd, Shell, Step, Table, Tag,
    Task, TaskState, Tone,
};

/// The page.
#[derive(Template)]
#[template(path = "gallery.html")]
pub(crate) struct Gallery {
    shell: Shell,
    form: Form,
    steps: Vec<Step>,
    tasks: Vec<Task>,
    banners: Vec<Banner>,
    entries: Vec<Entry>,
    figures: Vec<Figure>,
    table: Table,
    empty: Table,
    paging: Paging,
    tabs: Vec<NavItem>,
    bars: Chart,
    line: Chart,
}

/// The fields of the form.
struct Form {
    office: Field,
    family_name: Field,
    given_name: Field,
    phone: Field,
    mail: Field,
    password: Field,
    payment: ChoiceField,
    topics: ChoiceField,
    prefecture: ChoiceField,
    reason: Field,
    list: Field,
    news: Field,
    terms: Field,
    privacy: Field,
}

impl Form {
    fn summary(&self) -> ErrorSummary {
        ErrorSummary::of([&self.family_name, &self.phone, &self.payment.field])
    }
}

impl Gallery {
    /// The page for an answer with this nonce; of the session so many seconds are left, and so many
    /// at most.
    pub(crate) fn new(nonce: &str, session: Option<(u32, u32)>) -> Self {
        Self::with(shell(nonce, session))
    }

    /// The page in this shell.
    pub(crate) fn with(shell: Shell) -> Self {
        Self {
            shell,
            form: form(),
            steps: Step::all(&["利用規約", "申請情報入力", "確認", "利用申請完了"], 1),
            tasks: tasks(),
            banners: banners(),
            entries: vec![
                Entry::new("事業所番号", "0070000000"),
                Entry::new("事業所名", "襷町ケアプランセンター"),
                Entry::new("所在地", "襷県襷市本町一丁目2番3号\n襷ビル4階"),
                Entry::new("電子証明書", "2029年11月20日 23:59:59まで有効")
                    .tag(Tag::new(Tone::Success, "発行済み")),
            ],
            figures: vec![
                Figure::new("利用中の事業所", "1,204", "事業所").note("前月より12増えました"),
                Figure::new("昨日の送信", "38,912", "件").href("#charts"),
                Figure::new("審査を待つ申請", "7", "件").note("一番古いものは2日前"),
                Figure::new("保存量", "512", "GB"),
            ],
            table: table(),
            empty: Table::new("検索の結果", [Column::text("日付"), Column::text("件名")]),
            paging: Paging::new(312, 20, 6, |page| format!("?page={page}")),
            tabs: ["すべて", "新着", "未読"]
                .map(|label| NavItem::new(label, format!("#{label}")).marked_at("#新着"))
                .into(),
            bars: Chart {
                kind: ChartKind::Bars,
                id: "errors".to_owned(),
                title: "受け付けなかった送信".to_owned(),
                description: "11月8日から14日まで。一番多いのは11日の31件です。".to_owned(),
                points_are: "日".to_owned(),
                unit: "件".to_owned(),
                points: points(&[12, 8, 17, 31, 22, 3, 0]),
            },
            line: Chart {
                kind: ChartKind::Line,
                id: "messages".to_owned(),
                title: "1日の送信件数".to_owned(),
                description: "11月8日から14日まで。平日は3万件台、週末は数百件です。".to_owned(),
                points_are: "日".to_owned(),
                unit: "件".to_owned(),
                points: points(&[31_204, 35_118, 38_912, 36_077, 33_540, 812, 455]),
            },
        }
    }
}

fn shell(nonce: &str, session: Option<(u32, u32)>) -> Shell {
    let mut shell = Shell::new("部品の見本", "/", nonce);
    shell.navigation = vec![
        NavItem::new("トップ", "/").marked_at("/"),
        NavItem::new("利用申請／更新", "#form"),
        NavItem::new("ライセンス", "#parts"),
        NavItem::new("お知らせ", "#charts"),
    ];
    shell.account = Some(Account {
        name: "襷町ケアプランセンター".to_owned(),
        user: "KJ000000000001".to_owned(),
        log_out: "/log-out".to_owned(),
        csrf: "token".to_owned(),
    });
    shell.crumbs = vec![Crumb::to("トップ", "/"), Crumb::here("部品の見本")];
    "襷町試験基盤".clone_into(&mut shell.operator);
    shell.footer = vec![
        NavItem::new("利用規約", "#terms"),
        NavItem::new("個人情報の取り扱い", "#privacy"),
    ];
    shell.session = session.map(|(seconds, at_most)| SessionEnd {
        seconds,
        at_most,
        warning: 120,
        keep_alive: "/keep-alive".to_owned(),
        csrf: "token".to_owned(),
        log_in: "/log-in".to_owned(),
    });
    shell
}

fn form() -> Form {
    let typed = [
        ("given-name", "太郎"),
        ("phone", "03-1234"),
        ("topics", "update"),
    ];
    let mut form = FormState::typed(typed, &["password"]);
    form.refuse("family-name", "未入力です。");
    form.refuse("phone", "10桁、もしくは11桁の数字を入力してください。");
    form.refuse("payment", "支払い方法を選んでください。");
    Form {
        office: form
            .field("office", "事業所名")
            .value("襷町ケアプランセンター")
            .readonly(),
        family_name: form
            .field("family-name", "代表者氏名　姓（全角）")
            .required()
            .autocomplete("family-name"),
        given_name: form
            .field("given-name", "代表者氏名　名（全角）")
            .required()
            .autocomplete("given-name"),
        phone: form
            .field("phone", "電話番号")
            .help("ハイフンなしで入力してください。例：0312345678")
            .required()
            .telephone(),
        mail: form
            .field("mail", "メールアドレス")
            .help("アップデートなどのお知らせに利用します。")
            .required()
            .mail(),
        password: form
            .field("password", "パスワード")
            .required()
            .autocomplete("current-password"),
        payment: {
            let choices = [
                Choice::new("deduction", "介護給付費からの差引")
                    .help("国保連からの支払額から差し引きます。"),
                Choice::new("invoice", "請求書による支払い"),
            ];
            let mut payment = form.choices("payment", "支払い方法", choices);
            payment.field = payment.field.required();
            payment
        },
        topics: form.choices(
            "topics",
            "受け取るお知らせ",
            [
                Choice::new("update", "アップデート"),
                Choice::new("stop", "システムの停止"),
            ],
        ),
        prefecture: form.choices(
            "prefecture",
            "都道府県",
            [Choice::new("", "選んでください"), Choice::new("00", "襷県")],
        ),
        reason: form
            .field("reason", "再発行の理由")
            .help("200文字まで")
            .max_length(200),
        list: form
            .field("list", "事業所の一覧")
            .help("CSVファイル（UTF-8、10MBまで）")
            .accept(".csv,text/csv"),
        news: form.field("news", "次回の更新を自動で行う"),
        terms: form.field("terms", "利用規約に同意する").required(),
        privacy: form
            .field("privacy", "個人情報の取り扱いに同意する")
            .required(),
    }
}

fn tasks() -> Vec<Task> {
    vec![
        Task::new(
            TaskState::Done,
            "パスワードの変更",
            "2026年11月20日に変更しました。",
        ),
        Task::new(
            TaskState::Waiting,
            "電子証明書の発行",
            "審査中です。数日かかります。",
        )
        .action("状況を見る", "#certificate"),
        Task::new(
            TaskState::Next,
            "利用申請",
            "代表者と担当者の情報を入力します。",
        )
        .action("利用申請へ進む", "#application"),
        Task::new(
            TaskState::Later,
            "最初の送信",
            "連携先の事業所を探して、ケアプランを送ります。",
        ),
    ]
}

fn banners() -> Vec<Banner> {
    vec![
        Banner::new(Tone::Success, "パスワードを変更しました。"),
        Banner::new(Tone::Error, "電子証明書を発行できませんでした。")
            .text("証明書発行用パスワードが違います。「電子請求登録結果に関するお知らせ」を確かめて、もう一度入力してください。（C-104）"),
        Banner::new(Tone::Warning, "電子証明書の有効期限まで30日です。")
            .text("期限が切れる前に更新してください。"),
        Banner::new(Tone::Info, "11月28日 22:00から29日 5:00まで、システムを停止します。"),
    ]
}

fn table() -> Table {
    let columns = [
        Column::text("申請番号"),
        Column::text("発行申請日"),
        Column::text("有効終了"),
        Column::text("状況"),
        Column::number("手数料"),
    ];
    let row = |number: &str, day: &str, end: &str, tag: Tag, fee: &str| {
        [
            Cell::link(number, "#certificate"),
            Cell::text(day),
            Cell::text(end),
            Cell::Tag(tag),
            Cell::text(fee),
        ]
    };
    Table::new("電子証明書の履歴", columns)
        .row(row(
            "A-00012",
            "2026/11/20",
            "-",
            Tag::new(Tone::Warning, "発行申請中"),
            "0円",
        ))
        .row(row(
            "A-00007",
            "2025/04/01",
            "2028/04/01",
            Tag::new(Tone::Success, "発行済み"),
            "13,200円",
        ))
        .row(row(
            "A-00003",
            "2024/04/01",
            "2027/04/01",
            Tag::new(Tone::Plain, "失効"),
            "13,200円",
        ))
}

fn points(values: &[u64]) -> Vec<ChartPoint> {
    let day = |(day, value): (usize, &u64)| ChartPoint::new(format!("11/{}", day + 8), *value);
    values.iter().enumerate().map(day).collect()
}
