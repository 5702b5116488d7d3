//! Where defaults come from.

/// Where a default comes from (出典).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Source {
    /// Means of a prefecture's time study, published in March 2025.
    MiyazakiTimeStudy,
    /// A count of offices on the official system.
    Participation,
    /// The leaflets and Q&A of the federations.
    Leaflet,
    /// The tariff of Japan Post.
    Postage,
    /// Nobody's figure but ours: to be replaced by the office's own.
    Assumption,
}

impl Source {
    /// All of them, in the order of the sheet of sources.
    pub const ALL: [Self; 5] = [
        Self::MiyazakiTimeStudy,
        Self::Participation,
        Self::Leaflet,
        Self::Postage,
        Self::Assumption,
    ];

    /// A short Japanese name, to stand beside a value.
    pub const fn label(self) -> &'static str {
        match self {
            Self::MiyazakiTimeStudy => "宮崎県の調査",
            Self::Participation => "全国の利用状況",
            Self::Leaflet => "国保連合会の資料",
            Self::Postage => "郵便料金",
            Self::Assumption => "仮の値",
        }
    }

    /// What was taken from it, and how.
    pub const fn description(self) -> &'static str {
        match self {
            Self::MiyazakiTimeStudy => {
                "宮崎県 タイムスタディ（令和7年3月公表、導入前 89人）の平均値。1か月の合計時間を、送付については送付件数で、入力・仕分け・取込については利用者40人（仮定）で割り、1回・1人あたりにしました。入力時間（居宅介護支援事業所）は、ばらつきが大きいため平均174.7分ではなく中央値90分を使いました。"
            }
            Self::Participation => {
                "令和8年1月時点の利用事業所数 19,283（全国 約25万事業所の7.6%。WAM NETの掲載数による）。相手の事業所が多く参加している地域では、実際の割合を入力してください。"
            }
            Self::Leaflet => {
                "国民健康保険団体連合会の案内資料。ライセンス料は1事業所番号あたり年間21,000円（税込）。全国平均の見込み額（1か月 約6万8千円、人件費を除くと約6千円）は令和2年度の調査研究による推計で、削減額を約束するものではありません。"
            }
            Self::Postage => "日本郵便 定形郵便物（50gまで）110円。令和6年10月1日から。",
            Self::Assumption => {
                "公表された値が見つからなかったため、本ツールが仮に置いた値です。必ず自分の事業所の値に置き換えてください。"
            }
        }
    }
}
