//! Sentences of invented care plans. They hold what programs stumble over: line breaks, commas,
//! quotation marks, half-width kana, and characters that only MS932 has (髙, 﨑, ①, ㈱).

/// What a service is for.
pub(super) struct Aim {
    pub(super) need: &'static str,
    pub(super) long_term_goal: &'static str,
    pub(super) short_term_goal: &'static str,
    pub(super) content: &'static str,
}

/// What the service of a type is for.
pub(super) fn aim_of(service: &str) -> &'static Aim {
    match service {
        "15" | "A6" => &Aim {
            need: "日中一人で過ごす時間を減らしたい",
            long_term_goal: "家以外の居場所をもつ",
            short_term_goal: "休まずに通う",
            content: "①機能訓練 ②入浴 ③昼食",
        },
        "17" | "67" => &Aim {
            need: "転ばずに家の中を歩きたい",
            long_term_goal: "自宅で安心して暮らす",
            short_term_goal: "手すりを使い、一人でトイレへ行く",
            content: "福祉用具の貸与（居室, 廊下）",
        },
        "13" | "63" => &Aim {
            need: "血圧が高く、薬を飲み忘れることがある",
            long_term_goal: "入院せずに暮らす",
            short_term_goal: "毎日、薬を飲む",
            content: "体調の確認、ﾘﾊﾋﾞﾘ、服薬の管理",
        },
        _ => &Aim {
            need: "足腰が弱ってきたが、安全に入浴したい",
            long_term_goal: "自宅で安心して暮らす",
            short_term_goal: "見守りを受けて入浴する",
            content: "入浴介助、着替えの見守り",
        },
    }
}

/// 利用者及び家族の生活に対する意向.
pub(super) const WISHES: &[&str] = &[
    "本人：「これまでどおり、自宅で暮らしたい」。\n長女：\"無理はしないで\", できる所は手伝うとのこと。",
    "本人：特に希望はない。家族：日中の見守りを希望。",
    "本人：髙例医院への通院を続けたい。\n家族：①転倒が心配 ②食事が細い",
    "本人：ﾃﾞｲｻｰﾋﾞｽは楽しい。\n\n長男：\"週3回\"に増やしたい。",
];

/// 介護認定審査会の意見.
pub(super) const OPINIONS: &[&str] = &["特になし。", "", "歩行の訓練を続けることが望ましい。"];

/// 総合的な援助の方針.
pub(super) const POLICIES: &[&str] = &[
    "・転倒に気を付けて入浴を続けられるよう支援する。\n・緊急連絡先：長女 03-0000-0101",
    "生活リズムを整える。",
    "㈱例示の用具を使い, 家の中を安全に移動できるようにする。\n・主治医：例﨑医師（見本ｸﾘﾆｯｸ）",
];

/// 今までの生活.
pub(super) const LIVES: &[&str] = &[
    "洋裁の仕事を50年, 今も手作業が好き。",
    "見本町に生まれ、例示商店で働いた。\n65歳で退職し、\"町内会\"の世話役を務めた。",
    "髙例市で農業を営んだ。①米 ②野菜",
];

/// 趣味・楽しみ・特技.
pub(super) const HOBBIES: &[&str] = &["洋裁、\"歌の会\"", "ｹﾞｰﾄﾎﾞｰﾙ, 将棋", "庭の手入れ"];

/// 1日の生活: 時間, 本人, 介護者・家族.
pub(super) const DAY: &[(&str, &str, &str)] = &[
    ("6:00", "起床", ""),
    ("7:30", "朝食", "長男も一緒に"),
    ("13:00頃", "洋裁, 昼寝", ""),
    ("18:00", "夕食", "長男が支度する"),
    ("21:00", "就寝", ""),
];

/// 現病歴・既往歴: 年月日, 病名, 医療機関・医師, 主治医のフラグ, 経過, 内容.
pub(super) const ILLNESSES: &[(&str, &str, &str, u8, &str, &str)] = &[
    (
        "R6年12月",
        "大腿骨骨折",
        "見本整形外科 架空医師",
        1,
        "02",
        "月1回の通院",
    ),
    ("H20年頃", "高血圧症", "例示内科", 2, "01", "内服"),
    (
        "2023/6",
        "変形性膝関節症",
        "例﨑ｸﾘﾆｯｸ",
        2,
        "03",
        "痛みが強い日は\"湿布\"",
    ),
];
