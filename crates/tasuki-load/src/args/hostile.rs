//! What can be typed to attack a platform.

use super::{Common, number};

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "オプション")]
pub(crate) struct Hostile {
    #[command(flatten)]
    pub(crate) common: Common,
    /// 攻撃の種類ごとの時間（秒）。遅い接続は切断されるまで、ログインは終わるまで続きます（既定値 10）
    #[arg(
        long,
        value_name = "秒",
        default_value_t = 10.0,
        hide_default_value = true,
        value_parser = number::times
    )]
    pub(crate) seconds: f64,
    /// 遅い接続の数（既定値 500）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 500,
        hide_default_value = true,
        value_parser = number::streams
    )]
    pub(crate) connections: usize,
    /// そのほかの攻撃の1秒あたりの回数（既定値 100）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 100.0,
        hide_default_value = true,
        value_parser = number::times
    )]
    pub(crate) rate: f64,
    /// 誤ったログインの回数（既定値 10000）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 10_000,
        hide_default_value = true,
        value_parser = number::streams
    )]
    pub(crate) log_ins: usize,
    /// 攻撃に使う事業所の数。正しい電子証明書とパスワードをもっています（既定値 50）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 50,
        hide_default_value = true,
        value_parser = number::streams
    )]
    pub(crate) offices: usize,
    /// ほかの事業所の1秒あたりの送信と一覧の回数（既定値 10）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 10.0,
        hide_default_value = true,
        value_parser = number::times
    )]
    pub(crate) victims: f64,
    /// 連携基盤が要求を待つ時間（秒）。既定では、連携基盤の既定の設定のままにします
    #[arg(long, value_name = "秒")]
    pub(crate) patience: Option<u64>,
}
