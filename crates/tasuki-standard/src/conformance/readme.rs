//! The README of a written kit.

use std::fmt::Write as _;

use super::{Case, Pattern};
use crate::Severity;

const BEGINNING: &str = "\
# ケアプランデータ連携標準仕様 適合確認の事例集

介護ソフトが標準仕様のCSVファイルを正しく取り込み、正しく出力できることを確かめるための事例集です。
V4.1（CSVバージョン202407）とV3（202208）の、すべての送信単位の事例があります。

利用者・事業所・保険者（139999）はすべて架空です。サービスコードと単位数は形式の例で、請求には使えません。

## 中身

- 事例ごとに1つのフォルダーがあります（例 `D2-01-home-help`）。番号は変わりません。
- フォルダーには、1回に送信するファイル一式と、期待する結果 `expected.toml` があります。
- `D1` から `D7` は、連携クライアントのベンダ試験の区分です。

| 項目（expected.toml） | 内容 |
|---|---|
| `verdict` | `accept` 受付（誤りなし）、`warn` 注意（送信できるが確認が必要）、`refuse` 拒否（送信できない） |
| `errors` | 見つかるべき誤り |
| `warnings` | 見つかるべき注意 |
| `class` | `valid` 正常、`boundary` 境界（桁数の上限など）、`faulty` 異常（誤りを1つ入れたもの） |

## 使い方

1. **取込** 「正常」と「境界」の事例を番号順に介護ソフトに取り込み、エラーにならないことと、画面の表示を確かめます。
2. **拒否** 判定が「拒否」の事例を取り込み、エラーになることを確かめます。
3. **出力** 取り込んだ内容を介護ソフトから出力し、事例の番号のフォルダー（例 `D2-01`）に置きます。
   実績は、予定を取り込み、事例と同じ実績を入力して出力します。
4. **比較** `tasuki conformance verify <フォルダー>` を実行します。事例と異なる行と項目が表示されます。
   事例の番号で始まるフォルダーだけを比べます。一部の事例だけでも構いません。

判定は、各フォルダーのファイルを `tasuki check` で検査した結果と同じです。

## 比べないもの

出力のたびに変わるものと、標準仕様が決めていないものは比べません。

- 行の順序
- ファイル名の連番
- 作成年月日、居宅計画書作成年月日、週間サービス計画表作成年月日
- 識別子（使用しない項目）、入力者コード
- 数字の前の0（`01` と `1`）、文中の改行コード
- 第2表と支援計画書別表で、上の行と同じ内容を省くか繰り返すか
- 第7表の任意の小計（`xxEEEE`、`xxZZZZ`）
- 画像の内容
";

/// The text of `README.md`: what the kit is, how to use it, and a table of its cases.
pub fn readme(cases: &[Case]) -> String {
    let mut text = BEGINNING.to_owned();
    for pattern in Pattern::ALL {
        let _never_fails = write!(
            text,
            "\n## {pattern} {}\n\n| 番号 | 版 | 区分 | 内容 | 判定 | 見つかるべきもの |\n|---|---|---|---|---|---|\n",
            pattern.name()
        );
        for case in cases.iter().filter(|case| case.pattern == pattern) {
            let mut faults = case.faults(Severity::Error);
            faults.extend(case.faults(Severity::Warning));
            let _never_fails = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} |",
                case.id(),
                match case.spec {
                    tasuki_terms::SpecVersion::V3 => "V3",
                    tasuki_terms::SpecVersion::V4_1 => "V4.1",
                },
                case.class.name(),
                case.title,
                case.verdict().name(),
                faults.join(" ")
            );
        }
    }
    text
}
