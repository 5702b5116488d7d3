//! Numbers that can be typed, and what is told where they are none.

/// The longest that is played, in minutes: a whole working day.
const MOST_MINUTES: f64 = 600.0;

pub(super) fn offices(typed: &str) -> Result<usize, String> {
    // A number has seven digits for the serial.
    whole(typed, 9_000_000)
}

pub(super) fn streams(typed: &str) -> Result<usize, String> {
    whole(typed, 200_000)
}

pub(super) fn few(typed: &str) -> Result<usize, String> {
    match typed {
        "0" => Ok(0),
        _ => whole(typed, 1_000),
    }
}

fn whole(typed: &str, most: usize) -> Result<usize, String> {
    let number = typed
        .parse()
        .ok()
        .filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("1から{most}までの整数を指定してください。"))
}

pub(super) fn scale(typed: &str) -> Result<f64, String> {
    real(typed, 1.0)
}

pub(super) fn minutes(typed: &str) -> Result<f64, String> {
    real(typed, MOST_MINUTES)
}

pub(super) fn times(typed: &str) -> Result<f64, String> {
    real(typed, 10_000.0)
}

fn real(typed: &str, most: f64) -> Result<f64, String> {
    let number = typed.parse().ok();
    let number = number.filter(|number: &f64| *number > 0.0 && *number <= most);
    number.ok_or_else(|| format!("0より大きく{most}以下の数を指定してください。"))
}
