//! Equal things of a file are told once, with how often they stand there and in which lines.

/// How many lines are told beside the first.
const MOST_LINES: usize = 5;

/// Counts one more of what is told already, and keeps its line if there is room. A line is told
/// once, however often it has the thing.
pub(crate) fn again(count: &mut u32, more_lines: &mut Vec<u32>, line: Option<u32>) {
    *count = count.saturating_add(1);
    if let Some(line) = line
        && more_lines.len() < MOST_LINES
        && more_lines.last() != Some(&line)
    {
        more_lines.push(line);
    }
}
