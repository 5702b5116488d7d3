//! Ways from one page of a long list to the others.

/// The pages of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paging {
    /// What is shown of how much, such as 全312件中 21〜40件; empty for an empty list, which says so
    /// itself.
    pub summary: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// First, last, and those around this one; `None` stands for those left out.
    pub pages: Vec<Option<PageLink>>,
}

/// One page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageLink {
    /// Its number, from 1.
    pub number: u64,
    /// Where it is.
    pub href: String,
    /// Is it the one that is shown?
    pub current: bool,
}

impl Paging {
    /// The pages of a list of `total` items, `size` on each page, on the page `number` (from 1).
    /// A page that is not there counts as the nearest one.
    pub fn new(total: u64, size: u64, number: u64, href: impl Fn(u64) -> String) -> Self {
        let size = size.max(1);
        let last = total.div_ceil(size).max(1);
        let number = number.clamp(1, last);
        let first_item = (number - 1) * size + 1;
        let last_item = (number * size).min(total);
        let summary = match total {
            0 => String::new(),
            _ => format!("全{total}件中 {first_item}〜{last_item}件"),
        };
        Self {
            summary,
            previous: (number > 1).then(|| href(number - 1)),
            next: (number < last).then(|| href(number + 1)),
            pages: links(number, last, href),
        }
    }
}

fn links(current: u64, last: u64, href: impl Fn(u64) -> String) -> Vec<Option<PageLink>> {
    let mut links = Vec::new();
    let mut before = 0;
    let shown = |number: &u64| *number == 1 || *number == last || number.abs_diff(current) <= 1;
    for number in (1..=last).filter(shown) {
        if number > before + 1 {
            links.push(None);
        }
        before = number;
        links.push(Some(PageLink {
            number,
            href: href(number),
            current: number == current,
        }));
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(total: u64, number: u64) -> String {
        let paging = Paging::new(total, 20, number, |page| format!("?page={page}"));
        let pages = paging.pages.iter().map(|page| match page {
            None => "…".to_owned(),
            Some(page) if page.current => format!("[{}]", page.number),
            Some(page) => page.number.to_string(),
        });
        let pages: Vec<_> = pages.collect();
        format!("{} | {}", pages.join(" "), paging.summary)
    }

    #[test]
    fn first_last_and_neighbours_are_shown() {
        assert_eq!(shown(0, 1), "[1] | ");
        assert_eq!(shown(20, 1), "[1] | 全20件中 1〜20件");
        assert_eq!(shown(21, 2), "1 [2] | 全21件中 21〜21件");
        assert_eq!(shown(200, 1), "[1] 2 … 10 | 全200件中 1〜20件");
        assert_eq!(shown(200, 5), "1 … 4 [5] 6 … 10 | 全200件中 81〜100件");
        assert_eq!(shown(200, 99), "1 … 9 [10] | 全200件中 181〜200件");
    }
}
