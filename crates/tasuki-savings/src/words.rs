//! Sentences that the page and the workbook both say.

use crate::{NATIONAL_AVERAGE_WITH_LABOUR, NATIONAL_AVERAGE_WITHOUT_LABOUR};

/// What becomes of the sends that go neither by FAX, by hand nor by post.
pub const REST_IS_MAIL: &str = "割合の残りは、メール等（紙を使わない方法）として計算します。";

/// What the results are worth, and how they are rounded.
pub const CAUTION: &str = "結果は入力された値による目安で、削減を約束するものではありません。削減額は1円未満を切り捨て、1か月のライセンス料は切り上げています。";

/// The national estimate, beside which a result may be put.
pub fn national_estimate() -> String {
    format!(
        "参考: 全国平均の見込みは、1か月に約{NATIONAL_AVERAGE_WITH_LABOUR}（人件費を除くと約{NATIONAL_AVERAGE_WITHOUT_LABOUR}）です（令和2年度 調査研究。削減額を約束するものではありません）。計算の方法は公表されていないため、この計算の結果とは一致しません。システムを利用している相手が増えるほど、削減額は大きくなります。"
    )
}
